import type { Change, Touch } from '#db/queries/changes.ts'

const REMEMBERED = 1_000

/** The last changes of the page, so that whoever was away for a moment is told what they missed, without the database. */
export class Recent {
  #changes: Change[]
  #generation: number

  constructor(generation: number, changes: Change[] = []) {
    this.#generation = generation
    this.#changes = changes
  }

  get generation(): number {
    return this.#generation
  }

  add(changes: Change[]): void {
    this.#changes = [...this.#changes, ...changes].slice(-REMEMBERED)
    this.#generation = changes.at(-1)?.generation ?? this.#generation
  }

  /** What changed is not known. */
  lost(generation: number): void {
    this.#changes = []
    this.#generation = generation
  }

  /** What changed after a generation, each once: nothing for the newest, everything when that is no longer known. */
  since(generation: number): Touch[] {
    if (generation === this.#generation) return []
    const missed = this.#changes.filter((change) => change.generation > generation)
    const whole = missed[0]?.generation === generation + 1
    return whole ? [...new Set(missed.flatMap(({ touches }) => touches))] : ['page']
  }
}

import { type Trouble, troubleOf } from '#src/trouble.ts'

interface Log {
  info: (fields: object, text: string) => void
  error: (fields: object, text: string) => void
}

/** Nothing was heard of a trouble for so long: it is over. */
const OVER_AFTER = 5_000

const SAID: Record<Trouble, string> = {
  busy: 'Another program holds the database; waiting',
  full: 'The disk of the database is full: nothing is sent until there is room',
  disk: 'The database cannot be written: nothing is sent until it can',
  away: 'The database cannot be reached: nothing is sent until it can',
}

/**
 * Writes down what goes wrong in the sender's rounds. Trouble of the database meets every one of them, again and again:
 * it is said once, and once more when it is over. Nothing is claimed meanwhile, for a claim is a write.
 */
export function faultLog(log: Log, elapsed: () => number = () => performance.now()) {
  let trouble: { kind: Trouble; seen: number } | undefined

  return {
    note(error: unknown): void {
      const kind = troubleOf(error)
      if (kind === null) log.error({ err: error }, 'The sender met a fault and goes on')
      else if (trouble?.kind !== kind) log.error({ err: error }, SAID[kind])
      if (kind) trouble = { kind, seen: elapsed() }
    },
    /** To be called now and then, after a write that succeeded. */
    well(): void {
      if (!trouble || elapsed() - trouble.seen < OVER_AFTER) return
      log.info({ after: trouble.kind }, 'The database is well again; sending goes on')
      trouble = undefined
    },
  }
}

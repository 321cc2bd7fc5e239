import type { Language } from './words/language.ts'
import { refusalIn, type Said } from './words/refusals/index.ts'

/** Why a verb did not do what was asked: one sentence per field, `form` for what belongs to no field. */
export type Problems = Record<string, string>

/** Thrown by a verb for something foreseeable; doors turn it into sentences beside fields, or a 4xx. */
export class Refusal extends Error {
  readonly code: 'invalid' | 'not_found' | 'forbidden' | 'conflict' | 'limited'
  readonly problems: Problems
  constructor(code: Refusal['code'], problems: Problems) {
    super(Object.values(problems)[0] ?? code)
    this.code = code
    this.problems = problems
  }
}

/** One that readers see: its problems are in English, and the door says it in the language of whoever asked. */
export class SpokenRefusal extends Refusal {
  readonly said: Record<string, Said>
  constructor(code: Refusal['code'], said: Record<string, Said>) {
    super(code, inWords(said, 'en'))
    this.said = said
  }

  /** The same problems in another language. */
  in(language: Language): Problems {
    return inWords(this.said, language)
  }
}

function inWords(said: Record<string, Said>, language: Language): Problems {
  return Object.fromEntries(Object.entries(said).map(([field, why]) => [field, refusalIn(language, why)]))
}

/** Throws one {@link Refusal} with everything that these readings find wrong: nobody should send a form twice for that. */
export async function judgeTogether(...readings: (() => unknown)[]): Promise<void> {
  const problems: Problems = {}
  for (const read of readings) {
    try {
      await read()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      Object.assign(problems, error.problems)
    }
  }
  if (Object.keys(problems).length) throw new Refusal('invalid', problems)
}

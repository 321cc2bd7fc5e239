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

import type { Findings } from './part.ts'

/** The findings of several scenes of one part as one. */
export function together(scenes: Record<string, Findings>): Findings {
  const all = Object.entries(scenes)
  const sum = (of: (one: Findings) => number) => all.reduce((total, [, one]) => total + of(one), 0)
  return {
    told: sum((one) => one.told),
    missed: sum((one) => one.missed),
    repeated: sum((one) => one.repeated),
    repeatedTexts: sum((one) => one.repeatedTexts),
    inverted: sum((one) => one.inverted),
    unfairlySuppressed: sum((one) => one.unfairlySuppressed),
    attemptsCharged: sum((one) => one.attemptsCharged),
    kills: sum((one) => one.kills ?? 0),
    broken: all.flatMap(([name, { broken }]) => broken.map((sentence) => `${name}: ${sentence}`)),
    figures: Object.assign({}, ...all.map(([, one]) => one.figures ?? {})),
  }
}

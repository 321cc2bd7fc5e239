import type { Findings } from './part.ts'

/** A start may take so long until the next message. */
const RESUME_MS = 2_000

/** The last line of a storm, what was slow, if anything, and whether any promise was broken. */
export function summary(
  parts: Record<string, Findings>,
  { seed, recipients }: { seed: number; recipients: number },
) {
  const all = Object.values(parts)
  const sum = (of: (one: Findings) => number) => all.reduce((total, one) => total + of(one), 0)
  const resumes = all.flatMap((one) => one.resumeMs ?? []).sort((a, b) => a - b)
  const told = sum((one) => one.told)
  const repeated = sum((one) => one.repeated)
  const line = {
    seed,
    kills: sum((one) => one.kills ?? 0),
    recipients,
    told,
    missed: sum((one) => one.missed),
    repeated,
    repeated_share: told ? Number((repeated / told).toFixed(6)) : 0,
    repeated_sms: sum((one) => one.repeatedTexts),
    inverted: sum((one) => one.inverted),
    unfairly_suppressed: sum((one) => one.unfairlySuppressed),
    attempts_charged: sum((one) => one.attemptsCharged),
    resume_ms: quantile(resumes, 0.5),
    resume_p95_ms: quantile(resumes, 0.95),
    parts: Object.fromEntries(Object.entries(parts).map(([name, found]) => [name, brief(found)])),
  }
  const slow =
    (line.resume_ms ?? 0) > RESUME_MS
      ? `A start took ${line.resume_ms} ms until the next message; ${RESUME_MS} are promised.`
      : ''
  return { line, slow, broken: slow !== '' || all.some((one) => one.broken.length > 0) }
}

/** Milliseconds below which so great a share of the waits lay; null: there were none. */
function quantile(sorted: readonly number[], share: number): number | null {
  const at = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return at === undefined ? null : Math.round(at)
}

function brief({ broken, skipped, figures, told, missed, repeated, repeatedTexts }: Findings) {
  if (skipped) return { skipped }
  return { held: broken.length === 0, told, missed, repeated, repeated_sms: repeatedTexts, ...figures }
}

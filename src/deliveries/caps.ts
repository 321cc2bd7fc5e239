const HOUR = 3_600_000

/**
 * When a daily cap gives way. The networks' cap (30023) begins anew at midnight in the Pacific zone; the account's (63038)
 * counts the last 24 hours, so that some room comes back with each hour. `now` and the answer in ms.
 */
export function capResets(code: string, now: number): number {
  if (code !== '30023') return now + HOUR
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO('America/Los_Angeles')
    .add({ days: 1 })
    .startOfDay()
    .toInstant().epochMilliseconds
}

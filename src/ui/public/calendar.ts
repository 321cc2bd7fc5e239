import { monthOf } from '#src/posts/timeline.ts'
import type { DaySum } from '#src/status/uptime.ts'

/** The three months of a page of calendars, newest first; the first page ends with the month of `now`. */
export function monthsOfPage(
  asked: string | null,
  zone: string,
  now: number,
): { number: number; months: string[] } {
  const number = /^[1-9]\d{0,2}$/.test(asked ?? '') ? Number(asked) : 1
  const last = Temporal.PlainYearMonth.from(monthOf(now, zone)).subtract({ months: 3 * (number - 1) })
  return { number, months: [0, 1, 2].map((back) => last.subtract({ months: back }).toString()) }
}

/** Days in weeks from Monday; null where the month has no day. */
export function weeksOf(days: DaySum[]): (DaySum | null)[][] {
  const [first] = days
  if (!first) return []
  const before = Temporal.PlainDate.from(first.date).dayOfWeek - 1
  const cells = [...Array<null>(before).fill(null), ...days]
  while (cells.length % 7) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

import { nearestFiled } from '#db/queries/history.ts'
import { filedSpan, listFiled } from '#db/queries/timeline.ts'
import { readDb } from '#src/database.ts'
import type { Kind } from '#src/posts/kinds.ts'
import { daysWithPosts, type Month, monthOf, spanOfMonth } from '#src/posts/timeline.ts'

/** One month of the history, or undefined when `month` is none. */
export async function readMonth(
  month: string,
  zone: string,
  kind: Kind | undefined,
  now: number,
): Promise<Month | undefined> {
  const span = spanOfMonth(month, zone)
  if (!span) return undefined
  const [posts, before, after, whole] = await Promise.all([
    listFiled(readDb(), span, { kind }),
    nearestFiled(readDb(), 'before', span.from, kind),
    nearestFiled(readDb(), 'from', span.to, kind),
    filedSpan(readDb()),
  ])
  return {
    month,
    days: daysWithPosts(posts, zone, now),
    count: posts.length,
    earlier: before === undefined ? undefined : monthOf(before, zone),
    later: after === undefined ? undefined : monthOf(after, zone),
    all: whole ? monthsOf(monthOf(whole.first, zone), monthOf(whole.last, zone)) : [],
  }
}

/** The newest month that has anything of this kind, else the one of `now`. */
export async function newestMonth(zone: string, kind: Kind | undefined, now: number): Promise<string> {
  const newest = await nearestFiled(readDb(), 'before', now + 1, kind)
  return monthOf(newest ?? now, zone)
}

function monthsOf(first: string, last: string): string[] {
  const months: string[] = []
  const end = Temporal.PlainYearMonth.from(first)
  let month = Temporal.PlainYearMonth.from(last)
  while (Temporal.PlainYearMonth.compare(month, end) >= 0 && months.length < 1200) {
    months.push(month.toString())
    month = month.subtract({ months: 1 })
  }
  return months
}

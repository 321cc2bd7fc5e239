import type { Touch } from '#db/queries/changes.ts'
import { nearestFiled } from '#db/queries/history.ts'
import { listComponents } from '#db/queries/status.ts'
import { filedSpan, listFiled } from '#db/queries/timeline.ts'
import { readDb } from '#src/database.ts'
import { inLanguage } from '#src/posts/texts.ts'
import { daysWithPosts, type Month, monthOf, spanOfMonth } from '#src/posts/timeline.ts'
import { type Narrowed, narrowed } from '#src/ui/public/read.ts'
import { changesAt } from '#src/ui/public/until.ts'
import type { Language } from '#src/words/language.ts'

/** What the history is narrowed to; components that are no longer on the page have a history too. */
export async function askedOf(
  url: URL,
): Promise<{ narrowed: Narrowed; components: { id: string; name: string }[] }> {
  const all = await listComponents(readDb(), { archived: true })
  return { narrowed: narrowed(url, all), components: all.filter((one) => one.archivedAt === null) }
}

/** How long a month may be kept: while nothing in it and no neighbour of it changes. */
export function keepingOf(
  month: string,
  { kind, component }: Narrowed,
  zone: string,
  now: number,
): { touches: Touch[]; until: number } {
  // Whether a month has anything of one kind is nobody's touch of its own.
  const neighbours: Touch = kind || component ? 'posts' : 'months'
  return { touches: ['page', `month:${month}`, neighbours], until: changesAt({ zone, now }) }
}

/** The month that Statuspage's `?page=N` leads to: the quarter of `now`, N - 1 quarters back. Undefined for the first. */
export function monthOfPage(asked: string | null, zone: string, now: number): string | undefined {
  const number = /^\d{1,3}$/.test(asked ?? '') ? Number(asked) : 1
  if (number <= 1) return undefined
  const month = Temporal.PlainYearMonth.from(monthOf(now, zone))
  return month.subtract({ months: 3 * (number - 1) }).toString()
}

/** One month of the history, narrowed when asked, or undefined when `month` is none. */
export async function readMonth(
  month: string,
  zone: string,
  { kind, component }: Narrowed,
  now: number,
  language: Language,
): Promise<Month | undefined> {
  const span = spanOfMonth(month, zone)
  if (!span) return undefined
  const only = { kind, componentId: component?.id }
  const [posts, before, after, whole] = await Promise.all([
    listFiled(readDb(), span, only),
    nearestFiled(readDb(), 'before', span.from, only),
    nearestFiled(readDb(), 'from', span.to, only),
    filedSpan(readDb()),
  ])
  return {
    month,
    days: daysWithPosts(
      posts.map((post) => inLanguage(post, language)),
      zone,
      now,
    ),
    count: posts.length,
    earlier: before === undefined ? undefined : monthOf(before, zone),
    later: after === undefined ? undefined : monthOf(after, zone),
    all: whole ? monthsOf(monthOf(whole.first, zone), monthOf(whole.last, zone)) : [],
  }
}

/** The newest month that has anything of what is asked for, else the one of `now`. */
export async function newestMonth(zone: string, { kind, component }: Narrowed, now: number): Promise<string> {
  const newest = await nearestFiled(readDb(), 'before', now + 1, { kind, componentId: component?.id })
  return monthOf(newest ?? now, zone)
}

/** Every month from the newest to the oldest. */
export function monthsOf(first: string, last: string): string[] {
  const months: string[] = []
  const end = Temporal.PlainYearMonth.from(first)
  let month = Temporal.PlainYearMonth.from(last)
  while (Temporal.PlainYearMonth.compare(month, end) >= 0 && months.length < 1200) {
    months.push(month.toString())
    month = month.subtract({ months: 1 })
  }
  return months
}

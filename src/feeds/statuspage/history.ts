import { phaseOf } from '#src/posts/closing.ts'
import type { Post } from '#src/posts/post.ts'
import { componentsAndGroups } from './components.ts'
import { iso, type World } from './world.ts'

/** The three months of a page of the history, the newest first: page 1 ends with the month of `now`. */
export function quarterOf(page: number, zone: string, now: number) {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate()
  const newest = today.toPlainYearMonth().subtract({ months: 3 * (page - 1) })
  const months = [0, 1, 2].map((back) => newest.subtract({ months: back }))
  const startOf = (month: Temporal.PlainYearMonth) =>
    month.toPlainDate({ day: 1 }).toZonedDateTime(zone).epochMilliseconds
  return { months, from: startOf(newest.subtract({ months: 2 })), to: startOf(newest.add({ months: 1 })) }
}

/**
 * `/history.json`: incidents and maintenances by month, as Statuspage's own history page reads them. `excerpt` makes the
 * text of the last update short and plain.
 */
export function historyOf(
  posts: Post[],
  quarter: ReturnType<typeof quarterOf>,
  world: World,
  excerpt: (body: string) => string,
) {
  const { name, timeZone } = world.page
  const monthOf = (post: Post) => dateIn(post.createdAt, timeZone).toPlainYearMonth().toString()
  return {
    page_status: { page: { name, time_zone: timeZone } },
    components: componentsAndGroups(world),
    months: quarter.months.map((month) => ({
      name: month.toLocaleString('en', { month: 'long', calendar: 'iso8601' }),
      year: month.year,
      starts_on: month.toPlainDate({ day: 1 }).dayOfWeek % 7,
      days: month.daysInMonth,
      incidents: posts
        .filter((post) => monthOf(post) === month.toString())
        .sort((a, b) => b.createdAt - a.createdAt)
        .map((post) => ({
          code: post.id,
          name: post.title,
          message: escaped(excerpt(post.updates[0]?.body ?? '')),
          impact: post.kind === 'closure' ? 'maintenance' : (post.impact ?? 'none'),
          timestamp: spanOf(post, timeZone, world.now),
        })),
    })),
    start_time: iso(quarter.from),
    end_time: iso(quarter.to - 1),
  }
}

/** `Dec 31, 22:28 - Jan 1, 00:10 WET`, with its parts marked as Statuspage does; what is open has no end. */
function spanOf(post: Post, zone: string, now: number): string {
  const start = post.window?.startsAt ?? post.startedAt ?? post.createdAt
  const over = post.kind === 'closure' ? phaseOf(post, now) === 'over' : post.resolvedAt !== null
  const end = over ? (post.resolvedAt ?? post.window?.endsAt ?? null) : null
  const day = (at: number) =>
    `${dateIn(at, zone).toLocaleString('en', { month: 'short' })} ${mark('date', String(dateIn(at, zone).day))}`
  const clock = (at: number) =>
    mark('time', new Intl.DateTimeFormat('en-GB', { ...CLOCK, timeZone: zone }).format(at))
  const short = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'short' })
    .formatToParts(start)
    .find(({ type }) => type === 'timeZoneName')?.value
  if (end === null) return `${day(start)}, ${clock(start)} ${short}`
  const same = dateIn(start, zone).equals(dateIn(end, zone))
  return `${day(start)}, ${clock(start)} - ${same ? '' : `${day(end)}, `}${clock(end)} ${short}`
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const mark = (name: string, text: string) => `<var data-var='${name}'>${text}</var>`
const dateIn = (at: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()

/** Whoever reads this puts it into a page as it is. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

import { STATE_LABELS } from '#src/posts/kinds.ts'
import { markdownToText } from '#src/posts/markdown.ts'
import type { Post, Window } from '#src/posts/post.ts'
import { windowText } from '#src/ui/time.ts'
import { changedAt } from './feed.ts'
import { line, list, text } from './ical.ts'
import { oneLine } from './xml.ts'

export interface CalendarAbout {
  page: { name: string; time_zone: string }
  /** PUBLIC_URL. */
  origin: string
  /** Path and query of the calendar itself. */
  path: string
  component?: { id: string; name: string }
  /** Ids of components that are places. */
  places: ReadonlySet<string>
}

/**
 * Closures as a calendar (RFC 5545, METHOD:PUBLISH) with an event for each. Its UID never changes, SEQUENCE and
 * LAST-MODIFIED rise with everything said or corrected, and what was cancelled stays, as cancelled.
 */
export function calendar(closures: Post[], about: CalendarAbout): string {
  const { page, origin, path, component } = about
  const name = oneLine(`${page.name}: ${component ? `${component.name}, ` : ''}closures`)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Candor//Closures//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    text('NAME', name),
    text('X-WR-CALNAME', name),
    text('X-WR-TIMEZONE', page.time_zone),
    line('SOURCE;VALUE=URI', origin + path),
    line('URL', origin),
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...closures.flatMap((post) => (post.window ? event(post, post.window, about) : [])),
    'END:VCALENDAR',
  ]
  return `${lines.join('\r\n')}\r\n`
}

/**
 * One closure alone, to be put into a calendar by hand (RFC 5545): the same event as in {@link calendar}, so that whoever
 * has both has it once. Null where there is no time to keep.
 */
export function appointment(post: Post, about: Omit<CalendarAbout, 'path' | 'component'>): string | null {
  if (!post.window) return null
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Candor//Closures//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...event(post, post.window, about),
    'END:VCALENDAR',
  ]
  return `${lines.join('\r\n')}\r\n`
}

function event(post: Post, window: Window, { page, origin, places }: Omit<CalendarAbout, 'path'>): string[] {
  const url = `${origin}/closures/${post.id}`
  const changed = utc(changedAt(post))
  const cancelled = post.state === 'cancelled'
  const closed = post.components.filter(({ id }) => places.has(id)).map((place) => oneLine(place.name))
  return [
    'BEGIN:VEVENT',
    line('UID', `closure-${post.id}@${new URL(origin).hostname}`),
    `DTSTAMP:${changed}`,
    `CREATED:${utc(post.publishedAt)}`,
    `LAST-MODIFIED:${changed}`,
    `SEQUENCE:${sequence(post)}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    ...when(post, window),
    // Some calendars show a cancelled event like any other.
    text('SUMMARY', `${cancelled ? 'Cancelled: ' : ''}${oneLine(post.title)}`),
    text('DESCRIPTION', description(post, window, url)),
    ...(closed.length ? [text('LOCATION', `${oneLine(page.name)}, ${closed.join(', ')}`)] : []),
    list('CATEGORIES', ['Closure', ...post.components.map((component) => oneLine(component.name))]),
    line('URL', url),
    'CLASS:PUBLIC',
    // It is our time that is taken, not that of whoever keeps the calendar.
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

/** One more with every update and every correction of one; neither is ever taken back. */
function sequence({ updates }: Post): number {
  return updates.reduce((sum, { revisions }) => sum + 1 + revisions.length, -1)
}

/**
 * Instants in UTC, which every calendar shows in its reader's own zone, and which need no VTIMEZONE that some read and some
 * do not. Whole days on which a place is closed are dates: a holiday is that day wherever one reads of it.
 */
function when({ reason, endedAt }: Post, window: Window): string[] {
  const { startsWall, endsWall, startsAt, endsAt } = window
  const early = endedAt !== null && endedAt > startsAt && endedAt < endsAt
  if (reason !== 'maintenance' && !early && startsWall.endsWith('T00:00') && endsWall.endsWith('T00:00'))
    return [`DTSTART;VALUE=DATE:${date(startsWall)}`, `DTEND;VALUE=DATE:${date(endsWall)}`]
  return [`DTSTART:${utc(startsAt)}`, `DTEND:${utc(early ? endedAt : endsAt)}`]
}

function description(post: Post, window: Window, url: string): string {
  const [newest] = post.updates
  const parts = [
    `${STATE_LABELS[post.state]}. ${windowText(window, 0)}`,
    newest && markdownToText(newest.body),
    post.stillWorks && `What still works: ${markdownToText(post.stillWorks)}`,
    url,
  ]
  return parts.filter(Boolean).join('\n\n')
}

/** `20261224T180000Z` */
function utc(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
}

function date(wall: string): string {
  return wall.slice(0, 10).replaceAll('-', '')
}

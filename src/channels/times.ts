import { zoneName } from '#src/zone.ts'

/** How an instant is written for one reader: their zone when we know it, the page's beside it when it differs. */
export interface Clock {
  pageZone: string
  readerZone: string | null
  /** When it is written: a year that everybody knows is left out. */
  now: number
}

/** "15:05 CET", with the day in front when it is another: the reader's zone alone, for where space is short. */
export function briefly(at: number, clock: Clock): string {
  const zone = zoneFor(at, clock)
  const [then, now] = [parts(at, zone, clock.now), parts(clock.now, zone, clock.now)]
  return then.day === now.day ? `${then.time} ${then.zone}` : `${then.day}, ${then.time} ${then.zone}`
}

/** "Sun 22 Nov, 15:05 for you (14:05 in Lisbon)", or "Sun 22 Nov, 14:05 WET". */
export function instantFor(at: number, clock: Clock): string {
  const page = parts(at, clock.pageZone, clock.now)
  const reader = clock.readerZone ? parts(at, clock.readerZone, clock.now) : page
  if (reader.day === page.day && reader.time === page.time) return `${page.day}, ${page.time} ${page.zone}`
  const there = reader.day === page.day ? page.time : `${page.day}, ${page.time}`
  return `${reader.day}, ${reader.time} for you (${there} in ${cityOf(clock.pageZone)})`
}

/** From one instant to another in the reader's zone, the day said once when both fall on it. */
export function spanFor(from: number, to: number, clock: Clock): string {
  const zone = zoneFor(from, clock) === clock.pageZone ? zoneFor(to, clock) : zoneFor(from, clock)
  const [start, end] = [parts(from, zone, clock.now), parts(to, zone, clock.now)]
  const ending = start.day === end.day ? end.time : `${end.day}, ${end.time}`
  const name = end.zone === start.zone ? end.zone : `${start.zone}/${end.zone}`
  return `${start.day}, ${start.time} – ${ending} ${name}`
}

/** "in 24 hours", "in 3 days", "in 45 minutes": how far ahead an instant lies. */
export function aheadOf(now: number, at: number): string {
  const minutes = Math.max(1, Math.round((at - now) / 60_000))
  if (minutes < 90) return `in ${count(minutes, 'minute')}`
  const hours = Math.round(minutes / 60)
  return hours <= 48 ? `in ${count(hours, 'hour')}` : `in ${count(Math.round(hours / 24), 'day')}`
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`
}

/** The reader's zone; the page's own where their clocks show the same, so that one message has one name for it. */
function zoneFor(at: number, { pageZone, readerZone, now }: Clock): string {
  if (!readerZone) return pageZone
  const [page, reader] = [parts(at, pageZone, now), parts(at, readerZone, now)]
  return page.day === reader.day && page.time === reader.time ? pageZone : readerZone
}

function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

const formats = new Map<string, Intl.DateTimeFormat>()

function parts(at: number, zone: string, now: number): { day: string; time: string; zone: string } {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    })
    formats.set(zone, format)
  }
  const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const year = Math.abs(at - now) < 180 * 86_400_000 ? '' : ` ${found.year}`
  return {
    day: `${found.weekday} ${found.day} ${found.month}${year}`,
    time: `${Number(found.hour)}:${found.minute}`,
    zone: zoneName(at, zone),
  }
}

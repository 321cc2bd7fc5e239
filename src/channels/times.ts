/** How an instant is written for one reader: their zone when we know it, the page's beside it when it differs. */
export interface Clock {
  pageZone: string
  readerZone: string | null
}

/** "Sun 22 Nov, 15:05 for you (14:05 in Lisbon)", or "Sun 22 Nov, 14:05 WET". */
export function instantFor(at: number, clock: Clock): string {
  const page = parts(at, clock.pageZone)
  const reader = clock.readerZone ? parts(at, clock.readerZone) : page
  if (reader.day === page.day && reader.time === page.time) return `${page.day}, ${page.time} ${page.zone}`
  const there = reader.day === page.day ? page.time : `${page.day}, ${page.time}`
  return `${reader.day}, ${reader.time} for you (${there} in ${cityOf(clock.pageZone)})`
}

/** From one instant to another, the day said once when both fall on it. */
export function spanFor(from: number, to: number, clock: Clock): string {
  const zone = clock.readerZone ?? clock.pageZone
  const [start, end] = [parts(from, zone), parts(to, zone)]
  const ending = start.day === end.day ? end.time : `${end.day}, ${end.time}`
  const name = end.zone === start.zone ? end.zone : `${start.zone}/${end.zone}`
  const span = `${start.day}, ${start.time} – ${ending} ${name}`
  if (!clock.readerZone || sameClock(from, clock) || sameClock(to, clock)) return span
  return `${span} (${spanFor(from, to, { pageZone: clock.pageZone, readerZone: null })} in ${cityOf(clock.pageZone)})`
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

function sameClock(at: number, clock: Clock): boolean {
  const [a, b] = [parts(at, clock.pageZone), parts(at, clock.readerZone ?? clock.pageZone)]
  return a.day === b.day && a.time === b.time
}

function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

const formats = new Map<string, Intl.DateTimeFormat>()

function parts(at: number, zone: string): { day: string; time: string; zone: string } {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
      timeZoneName: 'short',
    })
    formats.set(zone, format)
  }
  const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    day: `${found.weekday} ${found.day} ${found.month} ${found.year}`,
    time: `${found.hour}:${found.minute}`,
    zone: found.timeZoneName ?? zone,
  }
}

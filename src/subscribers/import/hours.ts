import { AT_ONCE, type Hours, RHYTHMS } from '../hours.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** What a list says of when somebody hears; as {@link hoursInCells} writes it. `no` refuses the row with a sentence. */
export function readHours(
  cells: { rhythm?: string; digest?: string; quiet?: string; breaks?: string },
  no: (problem: string) => never,
): Hours {
  const rhythm = cells.rhythm
    ? (RHYTHMS.find((one) => one === cells.rhythm?.toLowerCase()) ??
      no('The rhythm is now, daily or weekly.'))
    : AT_ONCE.rhythm
  const [, day, time] = /^(?:(\w{3}) )?(\d{1,2}:\d{2})$/.exec(cells.digest || '8:00') ?? no(DIGEST)
  const [, from, until] = cells.quiet
    ? (/^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$/.exec(cells.quiet) ?? no(QUIET))
    : []
  const at = (text: string | undefined, wrong: string) => minuteOf(text ?? '') ?? no(wrong)
  return {
    ...AT_ONCE,
    rhythm,
    digestMinute: at(time, DIGEST),
    digestDay: day ? DAYS.indexOf(day.toLowerCase()) + 1 || no(DIGEST) : AT_ONCE.digestDay,
    quiet: from ? { from: at(from, QUIET), until: at(until, QUIET) } : null,
    breaksThrough: /^(yes|true|1)$/i.test(cells.breaks ?? ''),
  }
}

const DIGEST = 'The time of a digest is written like 8:00, or Mon 8:00 for a weekly one.'
const QUIET = 'Quiet hours are written like 22:00-7:00.'

/** The same, the other way round: what does not differ from everybody's stays empty. */
export function hoursInCells({ rhythm, digestMinute, digestDay, quiet, breaksThrough }: Hours): string[] {
  const day = DAYS[digestDay - 1] ?? 'mon'
  return [
    rhythm,
    `${day.charAt(0).toUpperCase()}${day.slice(1)} ${clockOf(digestMinute)}`,
    quiet ? `${clockOf(quiet.from)}-${clockOf(quiet.until)}` : '',
    breaksThrough ? 'yes' : 'no',
  ]
}

const clockOf = (minute: number) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`

function minuteOf(text: string): number | null {
  const [, hour = '', minute = ''] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? []
  const at = Number(hour) * 60 + Number(minute)
  return text && Number(hour) < 24 && Number(minute) < 60 ? at : null
}

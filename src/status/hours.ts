import { Refusal } from '#src/refusal.ts'
import type { OpeningHours } from './component.ts'

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const
type Day = keyof OpeningHours

const SPAN = /^(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.](\d{2}))?$/
const AGAIN = 'Write it like 9:00–18:00, or 9:00–12:30, 14:00–18:00.'

/** Opening hours from the fields `hours.1` (Monday) to `hours.7`; an empty day is closed. */
export function readHours(typed: Record<string, string | string[] | undefined>): OpeningHours {
  const hours: OpeningHours = {}
  const problems: Record<string, string> = {}
  for (const [index] of WEEKDAYS.entries()) {
    const day = String(index + 1) as Day
    const value = typed[`hours.${day}`]
    const spans = typeof value === 'string' ? readDay(value) : []
    if (typeof spans === 'string') problems[`hours.${day}`] = spans
    else if (spans.length) hours[day] = spans
  }
  if (Object.keys(problems).length) throw new Refusal('invalid', problems)
  return hours
}

/** One day as it is typed and shown: `9:00–12:30, 14:00–18:00`. */
export function hoursText(hours: OpeningHours | null, day: number): string {
  const spans = hours?.[String(day) as Day] ?? []
  return spans.map(([from, to]) => `${short(from)}–${short(to)}`).join(', ')
}

/** The spans of one day, or the sentence that says what is wrong with it. */
function readDay(text: string): [string, string][] | string {
  const spans: [string, string][] = []
  for (const part of text.split(/[,;]/).map((piece) => piece.trim())) {
    if (!part || /^closed$/i.test(part)) continue
    const match = SPAN.exec(part)
    const from = match && wall(match[1], match[2])
    const to = match && wall(match[3], match[4])
    if (!from || !to || from === '24:00') return AGAIN
    if (to <= from)
      return 'It must close after it opens. For a night, end at 24:00 and begin the next day at 0:00.'
    if (from < (spans.at(-1)?.[1] ?? '')) return 'These hours overlap, or are not in their order.'
    spans.push([from, to])
  }
  return spans
}

function wall(hour = '', minute = '00'): string | null {
  const time = `${hour.padStart(2, '0')}:${minute}`
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time) || time === '24:00' ? time : null
}

const short = (time: string) => time.replace(/^0(?=\d)/, '')

import type { TypedFields } from '#src/fields.ts'
import { isTimeZone } from '#src/posts/closing.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { type Language, languageOf } from '#src/words/language.ts'
import { type Hours, RHYTHMS } from './hours.ts'
import type { Person } from './subscriber.ts'

const LONGEST_NAME = 80
/** Names as people write them; nothing that a mail program would make a link of. */
const NAME = /^[\p{L}\p{M}\s.'’·・-]+$/u
const LINK = /\p{L}{2}\.\p{L}{2}/u
const DAY = 86_400_000

const one = (typed: TypedFields, name: string) => String([typed[name] ?? ''].flat().at(-1) ?? '').trim()

/** Reads how somebody wants to be spoken to, in one of the languages that are offered. Throws a {@link Refusal}. */
export function parsePerson(typed: TypedFields, offered: readonly Language[], before: Person): Person {
  const name = one(typed, 'name').normalize('NFC').replace(/\s+/g, ' ')
  if (name.length > LONGEST_NAME) throw new SpokenRefusal('invalid', { name: 'nameLong' })
  if (name && (!NAME.test(name) || LINK.test(name))) throw new SpokenRefusal('invalid', { name: 'nameSigns' })
  const zone = one(typed, 'zone')
  if (zone && !isTimeZone(zone)) throw new SpokenRefusal('invalid', { zone: 'zoneUnknown' })
  const language = languageOf(one(typed, 'language'))
  return {
    name: name || null,
    language: language && offered.includes(language) ? language : before.language,
    timeZone: zone || null,
  }
}

/** Reads when somebody wants to hear; a rhythm is only for what can be gathered, mail. Throws a {@link Refusal}. */
export function parseHours(typed: TypedFields, before: Hours): Hours {
  const rhythm = RHYTHMS.find((each) => each === typed.rhythm) ?? before.rhythm
  const day = Number(one(typed, 'digest_day'))
  const quiet = typed.quiet ? readQuiet(typed) : null
  return {
    rhythm,
    digestMinute: rhythm === 'now' ? before.digestMinute : minuteOf(typed, 'digest_at', before.digestMinute),
    digestDay: Number.isInteger(day) && day >= 1 && day <= 7 ? day : before.digestDay,
    quiet,
    breaksThrough: typed.breaks === 'yes',
    pausedUntil: before.pausedUntil,
  }
}

function readQuiet(typed: TypedFields) {
  const from = minuteOf(typed, 'quiet_from')
  const until = minuteOf(typed, 'quiet_until')
  if (from === until) throw new SpokenRefusal('invalid', { quiet_until: 'hoursSame' })
  return { from, until }
}

/** The minute of the day of a field such as `22:00`. */
function minuteOf(typed: TypedFields, name: string, nothing?: number): number {
  const text = one(typed, name)
  if (!text && nothing !== undefined) return nothing
  const [, hour, minute] = /^([01]?\d|2[0-3])[:.h]([0-5]\d)(?::\d\d)?$/.exec(text) ?? []
  if (!hour || !minute) throw new SpokenRefusal('invalid', { [name]: 'hourUnknown' })
  return Number(hour) * 60 + Number(minute)
}

/** The first instant of a day such as `2026-12-24` in a zone. Throws a {@link Refusal} unless it is within a year from now. */
export function parsePause(typed: TypedFields, zone: string, now: number): number {
  const day = one(typed, 'pause_until')
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new SpokenRefusal('invalid', { pause_until: 'dayPast' })
  const at = instantOf(day, zone)
  if (at <= now) throw new SpokenRefusal('invalid', { pause_until: 'dayPast' })
  if (at > now + 366 * DAY) throw new SpokenRefusal('invalid', { pause_until: 'dayFar' })
  return at
}

function instantOf(day: string, zone: string): number {
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime(zone).epochMilliseconds
  } catch {
    return 0
  }
}

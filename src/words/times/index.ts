import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** How a language speaks of time, around what `Intl` writes: days (“Sun 22 Nov”), times (“18:00”). */
export interface Times {
  today: string
  yesterday: string
  /** A day and a time of it. */
  dayAndTime: (day: string, time: string) => string
  untilTime: (time: string) => string
  untilTomorrow: (time: string) => string
  /** `short` and `long`: the day of the week. */
  untilWeekday: (day: { short: string; long: string }, time: string) => string
  untilDate: (day: string, time: string) => string
  untilMidnight: string
  untilEndOfWeekday: (long: string) => string
  untilEndOfDate: (day: string) => string
  fromTo: (from: string, to: string) => string
  fromToEndOf: (from: string, day: string) => string
  allDay: (days: string) => string
  /** `number`: of the first day, when both are in one month. */
  days: (from: string, to: string, number: number | undefined) => string
  underAMinute: string
  minutes: (count: number) => string
  hours: (count: number) => string
  wholeDays: (count: number) => string
  /** Days and hours, hours and minutes. */
  both: (large: string, small: string) => string
  /** What the reader's clock shows, beside what the page's does; `{}` stands for the time. */
  forYou: string
}

const TIMES: Record<Language, Times> = { en, de, fr, es, pt, ja, ar }

export function timesIn(language: Language): Times {
  return TIMES[language]
}

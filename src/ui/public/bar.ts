import { KINDS, type Kind } from '#src/posts/kinds.ts'
import { monthOf } from '#src/posts/timeline.ts'
import { type Component, type ComponentGroup, type Status, worse } from '#src/status/component.ts'
import type { Cause, DaySum, Statement, Uptime } from '#src/status/uptime.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'
import { pastWords } from '#src/words/past/index.ts'
import { decimal } from '#src/words/plural.ts'
import { lasting, shortDay } from '../time.ts'
import { shownStatus, type Tone } from '../tones.ts'

/** One day with trouble, in words and with the address of its story. */
export interface Trouble {
  /** Place in the row of days, oldest 0. */
  index: number
  date: string
  tone: Tone
  text: string
  href: string | undefined
}

/** A row of days as it is drawn. */
export interface Bar {
  days: number
  /** So many of the oldest days nothing is known of. */
  unknown: number
  troubles: Trouble[]
  /** Uptime as people read it: “99.98 %”; undefined while there is nothing to go by. */
  figure: string | undefined
}

/** Where, when and for whom days are put into words. */
export interface Reading {
  zone: string
  now: number
  language: Language
}

/** “99.98 %”, never rounded up: 100 % only where there was no outage at all. */
export function figureOf(share: number | null, language: Language): string | undefined {
  if (share === null) return undefined
  return `${decimal(language, Math.floor(share * 10_000) / 100, share === 1 ? 0 : 2)} %`
}

/** A component's days as a bar in the page's zone. */
export function barOf({ days, share }: Uptime, reading: Reading): Bar {
  return {
    days: days.length,
    unknown: days.findIndex(({ worst }) => worst !== undefined),
    troubles: days.flatMap((day, index) => troubleOf(day, index, reading) ?? []),
    figure: figureOf(share, reading.language),
  }
}

/** With more components than this only groups have their days drawn: the page stays small and can be read. */
const MANY = 60

/** The bars of a page, by the id of a group and, unless there are too many of those, of a component. */
export function barsOf(
  components: Component[],
  groups: ComponentGroup[],
  uptimes: Map<string, Uptime>,
  reading: Reading,
): Map<string, Bar> {
  const bars = new Map<string, Bar>()
  if (components.length <= MANY) for (const [id, uptime] of uptimes) bars.set(id, barOf(uptime, reading))
  for (const { id } of groups) {
    const inside = components.filter(({ groupId }) => groupId === id)
    const uptime = together(inside.flatMap((component) => uptimes.get(component.id) ?? []))
    if (uptime) bars.set(id, barOf(uptime, reading))
  }
  return bars
}

/** What a day was like, in words: “Partial outage 20 min, major outage 10 min”; undefined for a day without trouble. */
export function dayText(
  { worst, spent, startsAt, endsAt }: DaySum,
  { now, language }: Omit<Reading, 'zone'>,
): string | undefined {
  if (worst === undefined || worst === 'operational') return undefined
  const labels = labelsIn(language).status
  const words = pastWords(language)
  const today = startsAt <= now && now < endsAt
  const said = (Object.entries(spent) as [Status, number][]).map(([status, ms]) => {
    if (ms >= endsAt - startsAt) return words.wholeDay(labels[status])
    // What has just begun has not lasted yet.
    return ms || !today ? words.lasted(labels[status], lasting(ms, language)) : labels[status]
  })
  if (!said.length) return labels[worst]
  // Within a sentence German writes its nouns as large as at its beginning.
  const small = (text: string) => (language === 'de' ? text : text.charAt(0).toLowerCase() + text.slice(1))
  return said.map((text, index) => (index ? small(text) : text)).join(language === 'ar' ? '، ' : ', ')
}

function troubleOf(day: DaySum, index: number, reading: Reading): Trouble | undefined {
  const { zone, now, language } = reading
  const words = dayText(day, reading)
  if (!words || !day.worst) return undefined
  const text = `${shortDay(day.startsAt, zone, now, language)}: ${words}`
  return { index, date: day.date, tone: shownStatus(day.worst).tone, text, href: storyOf(day.posts, zone) }
}

/** Where the story of a day stands: under the day on which it was filed, or on the page of what is still open. */
export function storyOf(posts: Cause[], zone: string): string | undefined {
  const [first] = posts
  if (!first) return undefined
  if (first.filedAt === null) return `/${KINDS[first.kind as Kind].path}/${first.id}`
  const month = monthOf(first.filedAt, zone)
  const date = Temporal.Instant.fromEpochMilliseconds(first.filedAt).toZonedDateTimeISO(zone).toPlainDate()
  return `/history/${month}#d-${date}`
}

/** Since when a component's days are known: its first day, or the first word about it when that is older. */
export function beganAt(component: Component, statements: Statement[] | undefined, zone: string): number {
  const day = component.startedOn && Temporal.PlainDate.from(component.startedOn).toZonedDateTime(zone)
  const began = day ? day.epochMilliseconds : component.createdAt
  return Math.min(began, statements?.[0]?.at ?? began)
}

/** Several components as one: each day the worst of them. Has no figure of its own. */
export function together(bars: Uptime[]): Uptime | undefined {
  const [first, ...others] = bars
  if (!first) return undefined
  const days = first.days.map((day, index) =>
    others.reduce((sum, other) => joined(sum, other.days[index]), {
      ...day,
      spent: {},
      posts: [...day.posts],
    }),
  )
  return { days, share: null, ongoing: bars.some(({ ongoing }) => ongoing) }
}

function joined(sum: DaySum, other: DaySum | undefined): DaySum {
  if (!other?.worst) return sum
  const worst = sum.worst === undefined ? other.worst : worse(sum.worst, other.worst)
  return { ...sum, worst, posts: [...sum.posts, ...other.posts] }
}

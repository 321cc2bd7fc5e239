import { KINDS, type Kind } from '#src/posts/kinds.ts'
import { monthOf } from '#src/posts/timeline.ts'
import {
  type Component,
  type ComponentGroup,
  STATUS_LABELS,
  type Status,
  worse,
} from '#src/status/component.ts'
import type { Cause, DaySum, Statement, Uptime } from '#src/status/uptime.ts'
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

/** “99.98 %”, never rounded up: 100 % only where there was no outage at all. */
export function figureOf(share: number | null): string | undefined {
  if (share === null) return undefined
  return share === 1 ? '100 %' : `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`
}

/** A component's days as a bar in the page's zone. */
export function barOf({ days, share }: Uptime, zone: string, now: number): Bar {
  return {
    days: days.length,
    unknown: days.findIndex(({ worst }) => worst !== undefined),
    troubles: days.flatMap((day, index) => troubleOf(day, index, zone, now) ?? []),
    figure: figureOf(share),
  }
}

/** With more components than this only groups have their days drawn: the page stays small and can be read. */
const MANY = 60

/** The bars of a page, by the id of a group and, unless there are too many of those, of a component. */
export function barsOf(
  components: Component[],
  groups: ComponentGroup[],
  uptimes: Map<string, Uptime>,
  zone: string,
  now: number,
): Map<string, Bar> {
  const bars = new Map<string, Bar>()
  if (components.length <= MANY) for (const [id, uptime] of uptimes) bars.set(id, barOf(uptime, zone, now))
  for (const { id } of groups) {
    const inside = components.filter(({ groupId }) => groupId === id)
    const uptime = together(inside.flatMap((component) => uptimes.get(component.id) ?? []))
    if (uptime) bars.set(id, barOf(uptime, zone, now))
  }
  return bars
}

/** What a day was like, in words: “Partial outage 20 min, major outage 10 min”; undefined for a day without trouble. */
export function dayText({ worst, spent, startsAt, endsAt }: DaySum, now: number): string | undefined {
  if (worst === undefined || worst === 'operational') return undefined
  const today = startsAt <= now && now < endsAt
  const said = (Object.entries(spent) as [Status, number][]).map(([status, ms]) => {
    const whole = ms >= endsAt - startsAt
    // What has just begun has not lasted yet.
    return `${STATUS_LABELS[status]}${whole ? ' all day' : ms || !today ? ` ${lasting(ms)}` : ''}`
  })
  if (!said.length) return STATUS_LABELS[worst]
  return said
    .map((words, index) => (index ? words.charAt(0).toLowerCase() + words.slice(1) : words))
    .join(', ')
}

function troubleOf(day: DaySum, index: number, zone: string, now: number): Trouble | undefined {
  const words = dayText(day, now)
  if (!words || !day.worst) return undefined
  const text = `${shortDay(day.startsAt, zone, now)}: ${words}`
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

import type { Hours, Rhythm } from '#src/subscribers/hours.ts'

/** How a message goes once its time has come: by itself, or as a part of a digest. */
export type Manner = 'alone' | Exclude<Rhythm, 'now'> | 'pause'

export interface Said {
  /** When it was announced, in ms. */
  at: number
  /** An incident that is or was critical. */
  critical: boolean
  /** Zones in all of which it must be neither early nor late; empty: at any hour (S9). */
  fairIn: readonly string[]
}

type Zone = string

/** Text messages about releases only between these minutes of the reader's day (47 CFR 64.1200). */
const FAIR = { from: 8 * 60, until: 21 * 60 }
const DAY_MINUTES = 24 * 60

/**
 * Until when a reader's own hours keep what was said, and how it goes then; `until` is `now` where nothing keeps it. Of
 * what a rest kept, everything comes together when it is over. Pure; all in wall time of `zone`, so that a day of 23 or
 * 25 hours, or a move to another zone, makes nobody hear twice, never, or at night.
 */
export function heldUntil(
  hours: Hours,
  zone: Zone,
  said: Said,
  now: number,
): { until: number; manner: Manner } {
  const { pausedUntil, rhythm } = hours
  const free = (from: number) => freeFrom(Math.max(now, from), hours.quiet, zone, said.fairIn)
  if (pausedUntil !== null && said.at < pausedUntil) return { until: free(pausedUntil), manner: 'pause' }
  if (said.critical && hours.breaksThrough) return { until: now, manner: 'alone' }
  if (rhythm === 'now') return { until: free(now), manner: 'alone' }
  return { until: free(nextDigest({ ...hours, rhythm }, zone, said.at)), manner: rhythm }
}

/** The first digest after an instant: each day, or week, has one, also where the clock skips or repeats its minute. */
export function nextDigest(
  { rhythm, digestMinute, digestDay }: Pick<Hours, 'digestMinute' | 'digestDay'> & { rhythm: string },
  zone: Zone,
  after: number,
): number {
  const today = dayOf(after, zone)
  for (let ahead = 0; ahead < 15; ahead++) {
    const day = today.add({ days: ahead })
    if (rhythm === 'weekly' && day.dayOfWeek !== digestDay) continue
    const at = instantOf(day, digestMinute, zone, 'earlier')
    if (at > after) return at
  }
  return after
}

/** The first instant from `at` on that is in nobody's quiet hours; where both cannot be had, what the law says counts. */
function freeFrom(at: number, quiet: Hours['quiet'], zone: Zone, fairIn: readonly Zone[]): number {
  let free = at
  for (let tries = 0; tries < 5; tries++) {
    const before = free
    if (quiet) free = quietEnd(free, quiet, zone)
    free = fairFrom(free, fairIn)
    if (free === before) break
  }
  return free
}

/** The end of the quiet hours in which an instant lies; the instant itself outside of them. */
function quietEnd(at: number, { from, until }: NonNullable<Hours['quiet']>, zone: Zone): number {
  if (from === until) return at
  for (const ahead of [-1, 0]) {
    const day = dayOf(at, zone).add({ days: ahead })
    const start = instantOf(day, from, zone, 'earlier')
    const end = instantOf(from < until ? day : day.add({ days: 1 }), until, zone, 'later')
    if (start <= at && at < end) return end
  }
  return at
}

function fairFrom(at: number, zones: readonly Zone[]): number {
  let fair = at
  for (let tries = 0; tries < 4; tries++) {
    const before = fair
    for (const zone of zones) fair = quietEnd(fair, { from: FAIR.until, until: FAIR.from }, zone)
    if (fair === before) break
  }
  return fair
}

const dayOf = (at: number, zone: Zone) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()

/** A minute of a day as an instant. Where the clock repeats it, the earlier or later one; where it skips it, the jump. */
function instantOf(day: Temporal.PlainDate, minute: number, zone: Zone, fold: 'earlier' | 'later'): number {
  const of = minute % DAY_MINUTES
  const wall = day.toPlainDateTime({ hour: Math.floor(of / 60), minute: of % 60 })
  const chosen = wall.toZonedDateTime(zone, { disambiguation: fold })
  if (chosen.toPlainDateTime().equals(wall)) return chosen.epochMilliseconds
  const before = wall.toZonedDateTime(zone, { disambiguation: 'earlier' })
  return (before.getTimeZoneTransition('next') ?? chosen).epochMilliseconds
}

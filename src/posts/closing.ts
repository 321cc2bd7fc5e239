import type { State } from './kinds.ts'
import type { Window } from './post.ts'

/** Whether the runtime knows this IANA zone. A mere offset is none: it knows no summer. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    Temporal.Now.instant().toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/**
 * The instant (ms) of a wall time such as `2026-03-29T02:30` in an IANA zone. A time that the clocks
 * skip means the same distance after the gap; one that comes twice means its first coming (RFC 5545).
 * Throws RangeError on anything that is not a date with a time, or an unknown zone.
 */
export function instantOf(wall: string, zone: string): number {
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation: 'compatible' })
    .epochMilliseconds
}

/** The wall time (`2026-03-29T03:30`) that an instant shows in a zone. */
export function wallOf(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
}

/** A window with its instants; throws RangeError as {@link instantOf} does. */
export function windowOf(startsWall: string, endsWall: string, timeZone: string): Window {
  return {
    startsWall,
    endsWall,
    timeZone,
    startsAt: instantOf(startsWall, timeZone),
    endsAt: instantOf(endsWall, timeZone),
  }
}

export type Phase = 'coming' | 'in_force' | 'over'

/** Where a closure stands now, by the clock alone unless staff began or ended it by hand. */
export function phaseOf(closure: { state: State; window: Window | null }, now: number): Phase {
  const { state, window } = closure
  if (state === 'completed' || state === 'cancelled' || !window) return 'over'
  if (now >= window.endsAt && !window.endsByHand) return 'over'
  if (state === 'in_progress' || state === 'verifying') return 'in_force'
  return now >= window.startsAt && !window.startsByHand ? 'in_force' : 'coming'
}

/** The state that a closure shows now: the clock moves it on even when nobody has written it down yet. */
export function shownState(closure: { state: State; window: Window | null }, now: number): State {
  const phase = phaseOf(closure, now)
  if (closure.state === 'scheduled' && phase === 'in_force') return 'in_progress'
  if (closure.state !== 'cancelled' && phase === 'over') return 'completed'
  return closure.state
}

/** From when until when, in ms. */
export interface Times {
  startsAt: number
  endsAt: number
}

/** The times that others take the place of; null where they stay or there were none. */
export function movedFrom(before: Times | null, after: Times | null | undefined): Times | null {
  if (!before || !after) return null
  const same = before.startsAt === after.startsAt && before.endsAt === after.endsAt
  return same ? null : { startsAt: before.startsAt, endsAt: before.endsAt }
}

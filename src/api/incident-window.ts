import { instantOf } from '#src/posts/closing.ts'
import type { Wished } from './incident-fields.ts'

/** Wall times in a zone that mean exactly these instants: the page's, or UTC in the hour that comes twice. */
export function wallsOf(startsAt: number, endsAt: number, zone: string) {
  const inZone = { starts: wall(startsAt, zone), ends: wall(endsAt, zone), zone }
  const exact =
    instantOf(inZone.starts, zone) === whole(startsAt) && instantOf(inZone.ends, zone) === whole(endsAt)
  return exact ? inZone : { starts: wall(startsAt, 'UTC'), ends: wall(endsAt, 'UTC'), zone: 'UTC' }
}

/** How a maintenance begins, ends and lies over components; what is not said goes by the clock. */
export function mannerOf(wished: Wished) {
  const begins = wished.scheduled_auto_in_progress ?? wished.scheduled_auto_transition
  const lays = wished.auto_transition_to_maintenance_state
  return {
    ...(begins != null && { startsByHand: !begins }),
    ...(wished.scheduled_auto_completed != null && { endsByHand: !wished.scheduled_auto_completed }),
    ...(lays != null && { keepsStatus: !lays }),
  }
}

const whole = (at: number) => Math.floor(at / 1000) * 1000

function wall(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(whole(at))
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: at % 60_000 < 1000 ? 'minute' : 'second' })
}

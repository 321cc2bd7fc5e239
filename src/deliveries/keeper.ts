import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import type { Hours, Rhythm } from '#src/subscribers/hours.ts'
import { heldUntil, type Manner } from './held-until.ts'
import { fairZones, zoneOf } from './zones.ts'

/** What has to be known of a reader to say when they may be told: as their row has it. */
export interface Reader {
  country: string | null
  time_zone: string | null
  rhythm?: string
  digest_minute?: number
  digest_day?: number
  quiet_from: number | null
  quiet_until: number | null
  breaks_through: number
  paused_until?: number | null
}

/** What is to be told, as far as the hour of it matters. */
export interface Telling {
  channel: string
  /** Null: a digest. */
  kind: string | null
  saidAt: number
  peakImpact: string | null
}

/**
 * Tells until when the hours of a reader keep something at `now`, and how it goes then. Thousands have the same hours in
 * the same zone: each is worked out once.
 */
export function hoursKeeper(pageZone: string, now: number) {
  const known = new Map<string, { until: number; manner: Manner }>()

  return function keep(reader: Reader, telling: Telling): { until: number; manner: Manner } {
    const hours = hoursIn(reader, aboutOf(telling.channel as Channel).digests)
    const critical = telling.peakImpact === 'critical' && telling.kind === 'incident'
    const fair = telling.channel === 'sms' && telling.kind !== 'incident' && telling.kind !== 'closure'
    const fairIn = fair ? fairZones(reader.time_zone, reader.country, pageZone) : []
    const zone = zoneOf(reader.time_zone, pageZone)
    const key = JSON.stringify([hours, zone, telling.saidAt, critical, fair && reader.country])
    let kept = known.get(key)
    if (!kept) {
      kept = heldUntil(hours, zone, { at: telling.saidAt, critical, fairIn }, now)
      known.set(key, kept)
    }
    return kept
  }
}

/** Where nothing is gathered each message comes by itself, and a rest leaves nothing for later. */
function hoursIn(reader: Reader, gathers: boolean): Hours {
  const { quiet_from: from, quiet_until: until } = reader
  return {
    rhythm: gathers ? ((reader.rhythm ?? 'now') as Rhythm) : 'now',
    digestMinute: reader.digest_minute ?? 0,
    digestDay: reader.digest_day ?? 1,
    quiet: from === null || until === null ? null : { from, until },
    breaksThrough: reader.breaks_through === 1,
    pausedUntil: gathers ? (reader.paused_until ?? null) : null,
  }
}

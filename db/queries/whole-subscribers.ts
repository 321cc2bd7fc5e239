import type { Channel } from '#src/channels/channel.ts'
import type { Impact, Kind } from '#src/posts/kinds.ts'
import type { Hours, Rhythm } from '#src/subscribers/hours.ts'
import type { Leaving, Subscriber } from '#src/subscribers/subscriber.ts'
import type { Language } from '#src/words/language.ts'
import type { Db } from '../open.ts'
import type { SubscriberRow } from '../schema.ts'

/** A row as the verbs know it, with the components that were chosen. */
export async function toSubscriber(db: Db, row: SubscriberRow): Promise<Subscriber> {
  return subscriberOf(row, row.every_component ? [] : await componentIdsOf(db, row.id))
}

/** The same where its components are known already. */
export function subscriberOf(row: SubscriberRow, components: string[]): Subscriber {
  const kinds: Kind[] = []
  if (row.wants_incident) kinds.push('incident')
  if (row.wants_closure) kinds.push('closure')
  if (row.wants_release) kinds.push('release')
  return {
    id: row.id,
    channel: row.channel as Channel,
    address: row.address,
    addressHash: row.address_hash,
    country: row.country,
    name: row.name,
    language: row.language as Language,
    timeZone: row.time_zone,
    choices: {
      kinds,
      components: row.every_component ? 'all' : components,
      leastImpact: row.least_impact as Impact,
    },
    hours: hoursOf(row),
    personId: row.person_id,
    version: row.version,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by as Leaving | null,
    confirmNonce: row.confirm_nonce,
    confirmUntil: row.confirm_until,
  }
}

function hoursOf(row: SubscriberRow): Hours {
  const { quiet_from: from, quiet_until: until } = row
  return {
    rhythm: row.rhythm as Rhythm,
    digestMinute: row.digest_minute,
    digestDay: row.digest_day,
    quiet: from === null || until === null ? null : { from, until },
    breaksThrough: row.breaks_through === 1,
    pausedUntil: row.paused_until,
  }
}

async function componentIdsOf(db: Db, id: number): Promise<string[]> {
  const rows = await db
    .selectFrom('subscriber_components')
    .select('component_id')
    .where('subscriber_id', '=', id)
    .orderBy('component_id')
    .execute()
  return rows.map((row) => row.component_id)
}

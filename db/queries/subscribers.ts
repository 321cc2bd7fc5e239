import type { Insertable, Updateable } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Kind } from '#src/posts/kinds.ts'
import type { Hours } from '#src/subscribers/hours.ts'
import type { Choices, Leaving, Person, Subscriber } from '#src/subscribers/subscriber.ts'
import type { Db } from '../open.ts'
import type { SubscriberTable } from '../schema.ts'
import { toSubscriber } from './whole-subscribers.ts'

export async function findSubscriber(db: Db, id: number): Promise<Subscriber | undefined> {
  const row = await db.selectFrom('subscribers').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toSubscriber(db, row)
}

/** By its normalised address. */
export async function findSubscriberByAddress(
  db: Db,
  channel: Channel,
  address: string,
): Promise<Subscriber | undefined> {
  const row = await db
    .selectFrom('subscribers')
    .selectAll()
    .where('channel', '=', channel)
    .where('address', '=', address)
    .executeTakeFirst()
  return row && toSubscriber(db, row)
}

/** Adds one who has asked and not confirmed yet. Returns its id. */
export async function insertSubscriber(
  db: Db,
  subscriber: Pick<
    Insertable<SubscriberTable>,
    'channel' | 'address' | 'address_hash' | 'country' | 'language' | 'created_at'
  > &
    Partial<Pick<Insertable<SubscriberTable>, 'origin'>>,
): Promise<number> {
  const row = await db
    .insertInto('subscribers')
    .values({
      ...subscriber,
      name: null,
      time_zone: null,
      wants_incident: 0,
      wants_closure: 0,
      wants_release: 0,
      every_component: 0,
      confirmed_at: null,
      ended_at: null,
      ended_by: null,
      confirm_nonce: null,
      confirm_until: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return Number(row.id)
}

/** Opens a confirmation; an older one no longer opens anything. */
export async function openConfirmation(db: Db, id: number, nonce: string, until: number): Promise<void> {
  await db
    .updateTable('subscribers')
    .set({ confirm_nonce: nonce, confirm_until: until })
    .where('id', '=', id)
    .execute()
}

/** Changes a subscriber and closes the confirmation of `nonce`, if that one is open still. Returns whether it was. */
export async function closeConfirmation(
  db: Db,
  id: number,
  nonce: string,
  changes: Updateable<SubscriberTable>,
): Promise<boolean> {
  const result = await db
    .updateTable('subscribers')
    .set({ ...changes, confirm_nonce: null, confirm_until: null })
    .where('id', '=', id)
    .where('confirm_nonce', '=', nonce)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

export async function setChoices(db: Db, id: number, choices: Choices): Promise<void> {
  const wants = (kind: Kind) => (choices.kinds.includes(kind) ? 1 : 0)
  await db
    .updateTable('subscribers')
    .set({
      wants_incident: wants('incident'),
      wants_closure: wants('closure'),
      wants_release: wants('release'),
      every_component: choices.components === 'all' ? 1 : 0,
      least_impact: choices.leastImpact,
    })
    .where('id', '=', id)
    .execute()
  await db.deleteFrom('subscriber_components').where('subscriber_id', '=', id).execute()
  if (choices.components === 'all' || !choices.components.length) return
  await db
    .insertInto('subscriber_components')
    .values(choices.components.map((component_id) => ({ subscriber_id: id, component_id })))
    .execute()
}

/** How somebody is spoken to. */
export async function setPerson(db: Db, id: number, { name, language, timeZone }: Person): Promise<void> {
  await db
    .updateTable('subscribers')
    .set({ name, language, time_zone: timeZone })
    .where('id', '=', id)
    .execute()
}

export async function setHours(db: Db, id: number, hours: Hours): Promise<void> {
  await db
    .updateTable('subscribers')
    .set({
      rhythm: hours.rhythm,
      digest_minute: hours.digestMinute,
      digest_day: hours.digestDay,
      quiet_from: hours.quiet?.from ?? null,
      quiet_until: hours.quiet?.until ?? null,
      breaks_through: hours.breaksThrough ? 1 : 0,
      paused_until: hours.pausedUntil,
    })
    .where('id', '=', id)
    .execute()
}

/**
 * Ends a subscription that has not ended, or only by a program: whoever says stop after that is brought back by none.
 * Returns whether it had not.
 */
export async function endSubscriber(db: Db, id: number, by: Leaving, at: number): Promise<boolean> {
  const result = await db
    .updateTable('subscribers')
    .set({ ended_at: at, ended_by: by, confirm_nonce: null, confirm_until: null })
    .where('id', '=', id)
    .where((eb) =>
      by === 'program'
        ? eb('ended_at', 'is', null)
        : eb.or([eb('ended_at', 'is', null), eb('ended_by', '=', 'program')]),
    )
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Takes back an end by their own hand not before `since`, as if it had not been. Returns whether there was one. */
export async function resumeSubscriber(db: Db, id: number, since: number): Promise<boolean> {
  const result = await db
    .updateTable('subscribers')
    .set({ ended_at: null, ended_by: null })
    .where('id', '=', id)
    .where('confirmed_at', 'is not', null)
    .where('ended_by', 'in', ['link', 'page'])
    .where('ended_at', '>', since)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Takes back an end that came through the carrier, for one who had confirmed. Returns whether there was one. */
export async function reviveSubscriber(db: Db, id: number): Promise<boolean> {
  const result = await db
    .updateTable('subscribers')
    .set((eb) => ({ ended_at: null, ended_by: null, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('confirmed_at', 'is not', null)
    .where('ended_by', '=', 'carrier')
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Keeps how one came: `page`, `staff`, `import`, `program`. */
export async function setOrigin(db: Db, id: number, origin: string): Promise<void> {
  await db.updateTable('subscribers').set({ origin }).where('id', '=', id).execute()
}

import type { Subscriber } from '#src/subscribers/subscriber.ts'
import type { Db } from '../open.ts'
import type { SubscriberRow } from '../schema.ts'
import { subscriberOf } from './whole-subscribers.ts'

/** A subscriber as a list of them holds it. */
export interface Exported {
  subscriber: Subscriber
  origin: string
  tags: string[]
}

/** Those with these numbers, in that order, with all that a list holds of them: three questions for however many. */
export async function listExported(db: Db, ids: number[]): Promise<Exported[]> {
  if (!ids.length) return []
  const rows = await db.selectFrom('subscribers').selectAll().where('id', 'in', ids).execute()
  const of = new Map(rows.map((row) => [Number(row.id), row]))
  const components = await db
    .selectFrom('subscriber_components')
    .selectAll()
    .where('subscriber_id', 'in', ids)
    .orderBy('component_id')
    .execute()
  const tags = await db
    .selectFrom('subscriber_tags')
    .selectAll()
    .where('subscriber_id', 'in', ids)
    .orderBy('tag')
    .execute()
  const chosen = Map.groupBy(components, (one) => Number(one.subscriber_id))
  const borne = Map.groupBy(tags, (one) => Number(one.subscriber_id))
  const whole = (id: number, row: SubscriberRow) => ({
    subscriber: subscriberOf(
      row,
      (chosen.get(id) ?? []).map((one) => one.component_id),
    ),
    origin: row.origin,
    tags: (borne.get(id) ?? []).map(({ tag }) => tag),
  })
  return ids.flatMap((id) => {
    const row = of.get(id)
    return row ? [whole(id, row)] : []
  })
}

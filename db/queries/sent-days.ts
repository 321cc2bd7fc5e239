import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Db } from '../open.ts'

/** How many messages were handed over on a day (`2026-11-22`, by the page's zone). */
export async function sentOn(db: Db, day: string, channel: Channel): Promise<number> {
  const row = await db
    .selectFrom('sent_days')
    .select('count')
    .where('day', '=', day)
    .where('channel', '=', channel)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** Adds to a day's count; part of the transaction that writes the results. */
export async function addSent(tx: Db, day: string, channel: Channel, count: number): Promise<void> {
  await tx
    .insertInto('sent_days')
    .values({ day, channel, count })
    .onConflict((oc) =>
      oc.columns(['day', 'channel']).doUpdateSet((eb) => ({ count: eb('sent_days.count', '+', count) })),
    )
    .execute()
}

/** How many deliveries of closures and releases are to leave on a channel. */
export async function countLessUrgent(db: Db, channel: Channel): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(case when t.state = 'open' then t.count else -t.count end), 0) as count from tallies t
    join announcements a on a.id = t.announcement_id
    where a.done_at is null and a.cancelled_at is null and a.priority >= 2
      and t.channel = ${channel} and t.state in ('open', 'held')`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

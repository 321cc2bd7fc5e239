import { setImmediate as turn } from 'node:timers/promises'
import type { Channel } from '#src/channels/channel.ts'
import { byChannel, CHANNEL_NAMES } from '#src/channels/index.ts'
import type { Db } from '../open.ts'
import { type Audience, wants } from './audience.ts'

type Counts = Record<Channel, number>

/** Ids, and suppressions, that are looked at between two turns of the loop: some milliseconds' worth. */
const SLICE = 10_000

/** The highest id of a subscriber; 0 when there is none. */
export async function lastSubscriber(db: Db): Promise<number> {
  const row = await db
    .selectFrom('subscribers')
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirst()
  return Number(row?.last ?? 0)
}

/**
 * How many an announcement would reach now, by channel: who wants it, less those among them who are suppressed. Counted
 * in slices with a turn of the loop in between, so that a million subscribers make nobody else wait.
 */
export async function countAudience(db: Db, audience: Audience, now: number, slice = SLICE): Promise<Counts> {
  const counts: Counts = byChannel(() => 0)
  if (!audience.channels.length) return counts
  const last = await lastSubscriber(db)
  for (let after = 0; after < last; after += slice) {
    add(counts, await countWanting(db, audience, now, { after, to: after + slice }), 1)
    await turn()
  }
  for (let after: string | null = ''; after !== null; ) {
    const taken = await countSuppressed(db, audience, now, { after, limit: slice })
    add(counts, taken.counts, -1)
    after = taken.last
    await turn()
  }
  add(counts, await countQuarantined(db, audience, now), -1)
  return counts
}

/** Who wants it, is not suppressed and is in quarantine: few, and the one message that probes one is not counted. */
async function countQuarantined(db: Db, audience: Audience, now: number): Promise<Counts> {
  const rows = await db
    .selectFrom('subscribers')
    .select((eb) => ['channel', eb.fn.countAll().as('count')])
    .where('quarantined_until', 'is not', null)
    .where(wants(audience, now))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('suppressions as x')
            .select('x.address_hash')
            .whereRef('x.address_hash', '=', 'subscribers.address_hash'),
        ),
      ),
    )
    .groupBy('channel')
    .execute()
  const counts: Counts = byChannel(() => 0)
  for (const row of rows) counts[row.channel as Channel] = Number(row.count)
  return counts
}

function add(counts: Counts, more: Counts, sign: 1 | -1): void {
  for (const channel of CHANNEL_NAMES) counts[channel] += sign * more[channel]
}

async function countWanting(
  db: Db,
  audience: Audience,
  now: number,
  span: { after: number; to: number },
): Promise<Counts> {
  const row = await db
    .selectFrom('subscribers')
    .select((eb) =>
      audience.channels.map((channel) =>
        eb.fn.sum(eb.case().when('channel', '=', channel).then(1).else(0).end()).as(channel),
      ),
    )
    .where('subscribers.id', '>', span.after)
    .where('subscribers.id', '<=', span.to)
    .where(wants(audience, now))
    .executeTakeFirst()
  return byChannel((channel) => Number(row?.[channel] ?? 0))
}

/** From the suppressions to their subscribers: there are far fewer of them. `last` is null at the end. */
async function countSuppressed(
  db: Db,
  audience: Audience,
  now: number,
  page: { after: string; limit: number },
): Promise<{ counts: Counts; last: string | null }> {
  const bound = await db
    .selectFrom('suppressions')
    .select('address_hash')
    .where('address_hash', '>', page.after)
    .orderBy('address_hash')
    .offset(page.limit - 1)
    .limit(1)
    .executeTakeFirst()
  let query = db
    .selectFrom('suppressions as x')
    .crossJoin('subscribers')
    .select((eb) => ['subscribers.channel', eb.fn.countAll().as('count')])
    .whereRef('subscribers.address_hash', '=', 'x.address_hash')
    .where('x.address_hash', '>', page.after)
    .where(wants(audience, now))
  if (bound) query = query.where('x.address_hash', '<=', bound.address_hash)
  const counts: Counts = byChannel(() => 0)
  for (const row of await query.groupBy('subscribers.channel').execute())
    counts[row.channel as Channel] = Number(row.count)
  return { counts, last: bound?.address_hash ?? null }
}

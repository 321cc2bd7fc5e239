import type { Channel } from '#src/channels/channel.ts'
import { type Db, takeTurns } from '../open.ts'

/** A kind of answer of which only so many may be among the last. */
export type Sampled = 'policy' | 'filtered' | 'other'

export interface Sample {
  destination: string
  sign: Sampled
  /** Newest last: `1` for an answer of this sign, `0` for any other. */
  recent: string
}

/** What is being counted on a channel; nothing where all is well. */
export async function listSamples(db: Db, channel: Channel): Promise<Sample[]> {
  const rows = await db.selectFrom('samples').selectAll().where('channel', '=', channel).execute()
  return rows.map(({ destination, sign, recent }) => ({ destination, sign: sign as Sampled, recent }))
}

/** Waits for others who count on this channel; until the transaction ends nobody else does. */
export function holdSamples(tx: Db, channel: Channel): Promise<void> {
  return takeTurns(tx, `samples:${channel}`)
}

/** Keeps one, or forgets it when nothing of its sign is left in it. */
export async function keepSample(tx: Db, channel: Channel, sample: Sample): Promise<void> {
  const { destination, sign, recent } = sample
  if (!recent.includes('1')) {
    await tx
      .deleteFrom('samples')
      .where('channel', '=', channel)
      .where('destination', '=', destination)
      .where('sign', '=', sign)
      .execute()
    return
  }
  await tx
    .insertInto('samples')
    .values({ channel, destination, sign, recent })
    .onConflict((oc) => oc.columns(['channel', 'destination', 'sign']).doUpdateSet({ recent }))
    .execute()
}

/** Counting begins anew: of one sign, or of all at a destination. */
export async function deleteSamples(
  db: Db,
  channel: Channel,
  destination: string,
  sign?: Sampled,
): Promise<void> {
  let query = db.deleteFrom('samples').where('channel', '=', channel).where('destination', '=', destination)
  if (sign) query = query.where('sign', '=', sign)
  await query.execute()
}

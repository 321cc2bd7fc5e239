import type { Channel } from '#src/channels/channel.ts'
import type { Db } from '../open.ts'

/** How many began (`joined`) or ceased to hear on a day (UTC, counted from 1970), by channel and how. */
export interface DayCount {
  day: number
  channel: Channel
  how: string
  count: number
}

/** From a day on: at most some thousand rows a year, whatever the number of people. */
export async function listDays(db: Db, from: number): Promise<DayCount[]> {
  const rows = await db
    .selectFrom('subscriber_days')
    .select(['day', 'channel', 'how', (eb) => eb.fn.sum<number>('count').as('count')])
    .where('day', '>=', from)
    .groupBy(['day', 'channel', 'how'])
    .execute()
  return rows.map((row) => ({ ...row, channel: row.channel as Channel, count: Number(row.count) }))
}

/** How many hear, by channel, before a day, or now: who joined less who left. */
export async function countBefore(db: Db, day?: number): Promise<{ channel: Channel; count: number }[]> {
  const rows = await db
    .selectFrom('subscriber_days')
    .select([
      'channel',
      (eb) =>
        eb.fn
          .sum<number>(
            eb
              .case()
              .when('how', '=', 'joined')
              .then(eb.ref('count'))
              .else(eb.neg(eb.ref('count')))
              .end(),
          )
          .as('count'),
    ])
    .$if(day !== undefined, (all) => all.where('day', '<', day ?? 0))
    .groupBy('channel')
    .execute()
  return rows.map((row) => ({ channel: row.channel as Channel, count: Number(row.count) }))
}

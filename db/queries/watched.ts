import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Db } from '../open.ts'

/** Whether anything on a channel needs to hear of what arrives: usually nothing does, and one question is enough. */
export async function watchedOn(
  db: Db,
  channel: Channel,
): Promise<{ refusals: boolean; samples: boolean; alerts: boolean }> {
  const { rows } = await sql<{ refusals: unknown; samples: unknown; alerts: unknown }>`
    select exists (select 1 from refusals) as refusals,
      exists (select 1 from samples where channel = ${channel}) as samples,
      exists (select 1 from alerts where ended_at is null and subject = ${channel}
        and kind in ('stopped', 'relay', 'cap')) as alerts`.execute(db)
  const [row] = rows
  return {
    refusals: Boolean(row?.refusals),
    samples: Boolean(row?.samples),
    alerts: Boolean(row?.alerts),
  }
}

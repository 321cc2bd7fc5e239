import { sql } from 'kysely'
import type { Db } from '../open.ts'

/** Announcements about posts that run and are not paused, with what tells how old they are. */
export async function listRunning(
  db: Db,
): Promise<{ id: number; created_at: number; resumed_at: number | null; last_sent_at: number | null }[]> {
  const { rows } = await sql<{
    id: number
    created_at: number
    resumed_at: number | null
    last_sent_at: number | null
  }>`
    select a.id, a.created_at, a.resumed_at,
      (select max(sent_at) from deliveries d where d.announcement_id = a.id) as last_sent_at
    from announcements a
    where a.done_at is null and a.cancelled_at is null and a.paused_at is null and a.post_id is not null
    order by a.id`.execute(db)
  return rows
}

/** Account mail that waits although its link or code no longer opens anything is not sent any more. */
export async function expireLetters(
  db: Db,
  before: Record<'code' | 'invite' | 'confirm', number>,
): Promise<void> {
  await sql`
    update deliveries set state = 'expired'
    where state in ('pending', 'retry') and announcement_id in (
      select id from announcements where done_at is null and priority = 0
        and ((occasion = 'code' and created_at <= ${before.code})
          or (occasion = 'invite' and created_at <= ${before.invite})
          or (occasion = 'confirm' and created_at <= ${before.confirm})))`.execute(db)
}

import { sql } from 'kysely'
import type { Db } from '../open.ts'

/**
 * Announcements about posts that run and are not paused, with what tells how old they are. `leaving`: how many are to be
 * told besides those whose own hours keep it; null before all who are concerned are known.
 */
export function listRunning(db: Db) {
  return db
    .selectFrom('announcements')
    .select(['id', 'created_at', 'resumed_at', 'released_at', 'last_sent_at'])
    .select((eb) =>
      eb
        .case()
        .when('expanded_at', 'is not', null)
        .then(
          eb
            .selectFrom('tallies as t')
            .select(
              sql<number>`coalesce(sum(case when t.state = 'open' then t.count else -t.count end), 0)`.as(
                'left',
              ),
            )
            .whereRef('t.announcement_id', '=', 'announcements.id')
            .where('t.state', 'in', ['open', 'held']),
        )
        .end()
        .as('leaving'),
    )
    .where('done_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('paused_at', 'is', null)
    .where('post_id', 'is not', null)
    .orderBy('id')
    .execute()
}

/** Account mail that waits although its link or code no longer opens anything, or its alert is old news, or its test is no longer waited for, is not sent any more. */
export async function expireLetters(
  db: Db,
  before: Record<'code' | 'invite' | 'alert' | 'confirm', number>,
): Promise<void> {
  await sql`
    update deliveries set state = 'expired'
    where state in ('pending', 'retry') and announcement_id in (
      select id from announcements where done_at is null and priority = 0
        and ((occasion = 'code' and created_at <= ${before.code})
          or (occasion = 'invite' and created_at <= ${before.invite})
          or (occasion in ('alert', 'rehearsal') and created_at <= ${before.alert})
          or (occasion in ('confirm', 'link', 'move', 'goodbye')
            and created_at <= ${before.confirm})))`.execute(db)
}

import type { Db } from '#db/open.ts'
import { listGone, listStopped, listStoppedParts } from '#db/queries/withdrawn.ts'
import type { Claimed } from './supply.ts'

/** Which of those that wait must not begin any more: staff have stopped them since, or their reader has left (F7). */
export async function withdrawn(db: Db, waiting: Claimed[]): Promise<(one: Claimed) => boolean> {
  const announcements = new Set(waiting.map(({ row }) => row.announcement_id))
  const readers = waiting.filter(({ priority }) => priority > 0).map(({ row }) => row.subscriber_id)
  const stopped = new Set(await listStopped(db, [...announcements]))
  const gone = new Set(await listGone(db, readers))
  const digests = waiting.filter(({ notice }) => notice.content.about === 'digest')
  const parts = new Set(
    await listStoppedParts(
      db,
      digests.map(({ row }) => row),
    ),
  )
  return ({ row, priority }) =>
    parts.has(`${row.announcement_id}.${row.subscriber_id}`) ||
    stopped.has(row.announcement_id) ||
    (priority > 0 && gone.has(row.subscriber_id))
}

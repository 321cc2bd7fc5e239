import type { Db } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { tally } from '#db/queries/progress.ts'
import { progressOf } from './progress.ts'
import type { Standing } from './watch.ts'

/** How an announcement about a post stands now, from the counters alone; undefined when there is none. */
export async function standingOf(
  db: Db,
  id: number,
  now: number,
): Promise<Omit<Standing, 'speed'> | undefined> {
  const [announcement, tallies] = await Promise.all([findAnnouncement(db, id), tally(db, [id])])
  const tallied = tallies.get(id)
  if (!announcement?.post_id || !tallied) return undefined
  return { progress: progressOf(announcement, tallied, now), tallies: tallied }
}

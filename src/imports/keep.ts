import { setTimeout as pause } from 'node:timers/promises'
import { type Db, type Tx, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { touch } from '#db/queries/changes.ts'
import { listHeard, listImportedPosts, listSourced } from '#db/queries/imports.ts'
import { findPage, insertPage } from '#db/queries/page.ts'
import { CLOCK } from '#src/posts/post.ts'
import { addComponents } from './add-components.ts'
import { addPosts } from './add-posts.ts'
import { followPosts } from './follow-posts.ts'
import type { History, PastPost } from './history.ts'
import { endingOf } from './record.ts'
import { addTo, emptyTally, hasNews, type Kept, type Run } from './run.ts'
import { keepStatuses, type News, newsOf } from './statuses.ts'

/** Updates in one transaction: some 20 ms of SQLite's one writer. */
const PORTION = 500
/** Between two: whoever waits for the writer has looked again. */
const BREATH_MS = 25

/**
 * Writes a history down, the newest first, in portions of which each is written whole or not at all, so that a page that
 * lives meanwhile goes on. What we have already is left alone, unless the history has a newer word on it: later updates
 * are added, changed texts replace the old ones, which stay as revisions. Nobody is told. The same history again changes
 * nothing, or brings what is missing when it was ended half-way. `progress` hears how many updates are in.
 */
export async function keepHistory(
  db: Db,
  history: History,
  now: number,
  progress: (updates: number) => void = () => {},
  portion = PORTION,
): Promise<Kept> {
  const kept = emptyTally(history)
  const news = newsOf(history.posts, await listHeard(db, history.source))
  for (const [index, posts] of portionsOf(history.posts, portion).entries()) {
    // What is said of today comes with the first, from all of it: whoever goes on later has it already.
    const spoken = index ? undefined : news
    const part = await transact(db, (tx) => keepPortion(tx, { ...history, posts }, now, spoken))
    addTo(kept, part)
    if (hasNews(part)) await pause(BREATH_MS)
    progress(posts.reduce((sum, post) => sum + post.updates.length, 0))
  }
  return kept
}

/** Newest first, and at least one portion: there may be components only. */
function portionsOf(posts: PastPost[], size: number): PastPost[][] {
  const portions: PastPost[][] = [[]]
  let room = size
  for (const post of posts.toSorted((a, b) => b.publishedAt - a.publishedAt)) {
    if (room <= 0) {
      portions.push([])
      room = size
    }
    portions.at(-1)?.push(post)
    room -= post.updates.length
  }
  return portions
}

async function keepPortion(tx: Tx, history: History, now: number, news: News[] | undefined): Promise<Kept> {
  // Two imports at once: the second sees what the first has brought.
  await takeTurns(tx, 'import')
  await keepPage(tx, history, now)
  const run: Run = {
    tx,
    history,
    now,
    kept: emptyTally(history),
    postsBefore: await listImportedPosts(
      tx,
      history.source,
      history.posts.map((post) => post.sourceId),
    ),
    knownBefore: await listSourced(tx, 'components', history.source),
    componentIds: new Map(),
  }
  await addComponents(run)
  if (news) await keepStatuses(run, news)
  await addPosts(run)
  await followPosts(run)
  run.kept.endOpen = history.posts.filter((post) => endingOf(post, now).recordEnds).length
  await conclude(run)
  return run.kept
}

/** The page's own row, when this is the first thing that is known of it. */
async function keepPage(tx: Db, { page }: History, now: number): Promise<void> {
  if (await findPage(tx)) return
  await insertPage(tx, {
    name: page.name,
    about: null,
    time_zone: page.timeZone,
    contact_email: null,
    contact_phone: null,
    contact_url: null,
    postal_address: null,
    created_at: now,
  })
}

async function conclude({ tx, history, now, kept }: Run): Promise<void> {
  if (!hasNews(kept)) return
  await insertAudit(tx, { at: now, staff: CLOCK, action: `import.${history.source}`, detail: { ...kept } })
  await touch(tx, ['page'], now)
}

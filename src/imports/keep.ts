import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { lastStatements, listImportedPosts, listSourced } from '#db/queries/imports.ts'
import { bumpGeneration, findPage, insertPage } from '#db/queries/page.ts'
import { CLOCK } from '#src/posts/post.ts'
import { addComponents } from './add-components.ts'
import { addPosts } from './add-posts.ts'
import { followPosts } from './follow-posts.ts'
import type { History } from './history.ts'
import { endingOf } from './record.ts'
import { emptyTally, hasNews, type Kept, type Run } from './run.ts'
import { keepStatuses } from './statuses.ts'

/**
 * Writes a history down, all of it or none. What we have already is left alone, unless the history has a newer word
 * on it: later updates are added, changed texts replace the old ones, which stay as revisions. Nobody is told. The
 * same history again changes nothing.
 */
export function keepHistory(
  db: Db,
  history: History,
  now: number,
  progress: (updates: number) => void = () => {},
): Promise<Kept> {
  return transact(db, async (tx) => {
    // Two imports at once: the second sees what the first has brought.
    await takeTurns(tx, 'import')
    await keepPage(tx, history, now)
    const run: Run = {
      tx,
      history,
      now,
      progress,
      kept: emptyTally(history),
      postsBefore: await listImportedPosts(tx, history.source),
      knownBefore: await listSourced(tx, 'components', history.source),
      saidBefore: await lastStatements(tx),
      componentIds: new Map(),
    }
    await addComponents(run)
    const added = await addPosts(run)
    const followed = await followPosts(run)
    await keepStatuses(run, [...added, ...followed])
    run.kept.endOpen = history.posts.filter((post) => endingOf(post, now).recordEnds).length
    await conclude(run)
    return run.kept
  })
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
  await bumpGeneration(tx)
}

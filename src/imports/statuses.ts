import { lastStatements } from '#db/queries/imports.ts'
import { findComponents, updateComponent } from '#db/queries/status.ts'
import { noteStatus } from '#db/queries/uptime.ts'
import type { Status } from '#src/status/component.ts'
import type { PastPost, PastUpdate } from './history.ts'
import { endingOf, WEEK } from './record.ts'
import type { Run } from './run.ts'

interface Statement {
  status: Status
  at: number
}

/** A post of which we have not heard everything. */
export interface News {
  post: PastPost
  /** Those of its updates that are new to us. */
  updates: PastUpdate[]
  /** It is here, from an earlier import. */
  known: boolean
}

/** What of a history is new to whoever has heard this. */
export function newsOf(posts: PastPost[], heard: Map<string, Set<string>>): News[] {
  return posts.flatMap((post) => {
    const had = heard.get(post.sourceId)
    const updates = post.updates.filter(({ sourceId }) => !had?.has(sourceId))
    return updates.length ? [{ post, updates, known: had !== undefined }] : []
  })
}

/**
 * Sets what is said of components now: the newest of their page's own list and of the updates that come with this
 * import, if it is newer than what has been said here. A record that ends open says nothing of today, nor does one that
 * we first hear of long after its end.
 */
export async function keepStatuses(run: Run, news: News[]): Promise<void> {
  const said = newestStatements(run, news)
  const saidBefore = await lastStatements(run.tx)
  for (const { sourceId, standing } of run.history.components) {
    const id = run.componentIds.get(sourceId)
    const spoken = said.get(sourceId)
    const newest = standing && (!spoken || standing.at >= spoken.at) ? standing : spoken
    if (!id || !newest || newest.at < (saidBefore.get(id) ?? 0)) continue
    const [component] = await findComponents(run.tx, [id])
    if (!component) continue
    const before = spoken?.status ?? component.status
    // Nobody's update says this: it goes into the history by itself.
    if (newest === standing && newest.status !== before)
      await noteStatus(run.tx, { componentId: id, oldStatus: before, ...newest })
    if (component.status === newest.status) continue
    await updateComponent(run.tx, id, { status: newest.status })
    if (run.knownBefore.has(sourceId)) run.kept.components.changed += 1
  }
}

function newestStatements(run: Run, news: News[]): Map<string, Statement> {
  const newest = new Map<string, Statement>()
  for (const { post, updates, known } of news) {
    const { endedAt, recordEnds } = endingOf(post, run.now)
    if (post.kind !== 'incident' || recordEnds) continue
    for (const { components, publishedAt: at } of updates)
      for (const { sourceId, status } of components) {
        const counts = endedAt === null || known || at > run.now - WEEK
        if (counts && at >= (newest.get(sourceId)?.at ?? 0)) newest.set(sourceId, { status, at })
      }
  }
  return newest
}

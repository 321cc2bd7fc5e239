import { type Db, doLast } from '../open.ts'

/**
 * Whatever a kept answer may depend on. `page`: settings, looks and the set of components, that is everything;
 * `components`: how they stand; `posts`: any post; `months`: which months have posts; a month of the page's zone; one post.
 */
export type Touch = 'page' | 'components' | 'posts' | 'months' | `month:${string}` | `post:${string}`

export interface Change {
  generation: number
  touches: Touch[]
}

const PAGE = Symbol('page')
/** What the transactions under way have touched so far. */
const touched = new WeakMap<Db, Set<Touch>>()

/**
 * Says what of the public page changes, in the transaction that changes it. Whatever one transaction touches is one change,
 * written last, because from then on the page's row is held: so generations count up by one in the order of the commits,
 * and nobody waits for a component while others wait for the page. Before there is a page nothing is kept, and nothing said.
 */
export async function touch(tx: Db, touches: Touch[], now: number): Promise<void> {
  const all = touched.get(tx) ?? new Set()
  for (const one of touches) all.add(one)
  if (doLast(tx, PAGE, () => write(tx, all, now))) touched.set(tx, all)
  else await write(tx, all, now)
}

async function write(tx: Db, touches: Set<Touch>, now: number): Promise<void> {
  const page = await tx
    .updateTable('page')
    .set((eb) => ({ generation: eb('generation', '+', 1), touched_at: now }))
    .returning('generation')
    .executeTakeFirst()
  if (!page) return
  const row = { generation: Number(page.generation), touches: [...touches].join(' '), at: now }
  await tx.insertInto('changes').values(row).execute()
}

/** The newest change; 0 before the first one. */
export async function generationNow(db: Db): Promise<number> {
  const page = await db.selectFrom('page').select('generation').executeTakeFirst()
  return Number(page?.generation ?? 0)
}

/** Changes after a generation, oldest first. Older ones may be gone: see whether the first follows on. */
export async function listChanges(db: Db, after: number, limit = 1000): Promise<Change[]> {
  const rows = await db
    .selectFrom('changes')
    .select(['generation', 'touches'])
    .where('generation', '>', after)
    .orderBy('generation')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    generation: Number(row.generation),
    touches: row.touches.split(' ') as Touch[],
  }))
}

/** Forgets changes made before an instant. */
export async function deleteChanges(db: Db, before: number): Promise<void> {
  await db.deleteFrom('changes').where('at', '<', before).execute()
}

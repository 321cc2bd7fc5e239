import { setImmediate as turn } from 'node:timers/promises'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { listPeople, type Narrowed } from '#db/queries/people.ts'
import { addTags, deleteTagOf } from '#db/queries/tags.ts'
import { Refusal } from '#src/refusal.ts'
import type { Manager } from './manage.ts'
import { MOST_TAGS, readTag } from './tag.ts'

/** So many are written in one transaction: some ten milliseconds. */
const PORTION = 500
/** So many are reached by pressing once. */
const MOST = 50_000

/** What was done: of how many, and whether there are more behind them. */
export interface Tagged {
  changed: number
  more: boolean
}

/**
 * Gives one tag to everybody whom a filter finds, or takes it from them, a portion at a time so that others write in between;
 * at most fifty thousand at once. Whoever bears twenty tags already is passed over. Throws a {@link Refusal} beside `tag`.
 */
export async function tagMany(
  db: Db,
  narrowed: Narrowed,
  { tag: typed, take }: { tag: string; take: boolean },
  { staff, now }: Manager,
): Promise<Tagged> {
  const tag = readTag(typed)
  if (!Object.values(narrowed).some((value) => value !== undefined))
    throw new Refusal('invalid', { tag: 'Narrow the list first: a tag that everybody bears finds nobody.' })
  let [changed, seen] = [0, 0]
  let after: number | undefined
  for (;;) {
    const { people, next } = await listPeople(db, narrowed, { after, limit: PORTION })
    const ids = people
      .filter(({ tags }) => tags.includes(tag) === take && (take || tags.length < MOST_TAGS))
      .map(({ id }) => id)
    changed += await transact(db, (tx) => (take ? deleteTagOf(tx, ids, tag) : addTags(tx, ids, [tag])))
    seen += people.length
    if (next === null || seen >= MOST) {
      const detail = { name: tag, people: changed }
      const action = take ? 'subscribers.untag' : 'subscribers.tag'
      await insertAudit(db, { at: now, staff, action, detail })
      return { changed, more: next !== null }
    }
    after = next
    await turn()
  }
}

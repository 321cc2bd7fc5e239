import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { addTags, deleteTag, listTagsOf } from '#db/queries/tags.ts'
import { Refusal } from '#src/refusal.ts'
import { existing } from './found.ts'
import type { Manager } from './manage.ts'

const LONGEST = 40
/** One subscriber bears so many at most. */
export const MOST_TAGS = 20

const WORDS = `A tag is one or a few words: letters, digits, spaces, dots and hyphens, ${LONGEST} characters at most.`

/** A tag as it is kept: in small letters, one space between words. Throws a {@link Refusal} beside `tag`. */
export function readTag(typed: string): string {
  const tag = typed.trim().replace(/\s+/g, ' ').toLowerCase()
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]*$/u.test(tag) || [...tag].length > LONGEST)
    throw new Refusal('invalid', { tag: WORDS })
  return tag
}

/** Several, with commas between them; none where nothing was typed. Throws a {@link Refusal} beside `tag`. */
export function readTags(typed: string): string[] {
  const tags = [...new Set(typed.split(/[,;|]/).filter((one) => one.trim()))].map(readTag)
  if (tags.length > MOST_TAGS) throw new Refusal('invalid', { tag: `Give at most ${MOST_TAGS} tags.` })
  return [...new Set(tags)]
}

/** Gives a subscriber tags, by which staff find them again. Throws a {@link Refusal}: no such subscriber, no tag, too many. */
export function tagSubscriber(db: Db, id: number, typed: string, by: Manager): Promise<void> {
  return transact(db, async (tx) => {
    const tags = readTags(typed)
    if (!tags.length) throw new Refusal('invalid', { tag: WORDS })
    await existing(tx, id)
    const before = await listTagsOf(tx, id)
    if (new Set([...before, ...tags]).size > MOST_TAGS)
      throw new Refusal('invalid', { tag: `Nobody bears more than ${MOST_TAGS} tags. Take one away first.` })
    await addTags(tx, [id], tags)
    await note(tx, 'subscriber.tag', id, tags, by)
  })
}

/** Takes a tag away; doing it again changes nothing. */
export function untagSubscriber(db: Db, id: number, tag: string, by: Manager): Promise<void> {
  return transact(db, async (tx) => {
    await existing(tx, id)
    if (await deleteTag(tx, id, tag)) await note(tx, 'subscriber.untag', id, [tag], by)
  })
}

async function note(tx: Db, action: string, id: number, tags: string[], { staff, now }: Manager) {
  await insertAudit(tx, { at: now, staff, action, object: String(id), detail: { name: tags.join(', ') } })
}

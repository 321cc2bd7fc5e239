import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import {
  findPostText,
  findUpdateText,
  keepFormerText,
  keepFormerTitle,
  writePostText,
  writeUpdateText,
} from '#db/queries/post-texts.ts'
import { findPostRow, findUpdateRow } from '#db/queries/posts.ts'
import { Refusal } from '#src/refusal.ts'
import type { Language } from '#src/words/language.ts'
import type { Author } from './post.ts'
import { retitle } from './retitle.ts'
import { revise } from './revise.ts'
import { touchPost } from './touched.ts'

interface By {
  author: Author
  now: number
}

/**
 * Says an update of a post in another language, or says it there better: the former text in that language stays for
 * everybody to see, as of any revision. In the post's own language it is {@link revise}. Announces nothing. Throws a
 * {@link Refusal} when there is no such update.
 */
export function translateUpdate(
  db: Db,
  updateId: string,
  language: Language,
  body: string,
  by: By,
): Promise<{ postId: string }> {
  return transact(db, async (tx) => {
    const update = await findUpdateRow(tx, updateId)
    const post = update && (await findPostRow(tx, update.post_id))
    if (!update || !post) throw new Refusal('not_found', { form: 'There is no such update.' })
    if (language === post.language) return revise(tx, updateId, body, by)
    await takeTurns(tx, `post:${post.id}`)
    const former = await findUpdateText(tx, updateId, language)
    if (former === body) return { postId: post.id }
    if (former !== undefined)
      await keepFormerText(tx, { update_id: updateId, language, body: former }, by.author, by.now)
    await writeUpdateText(tx, updateId, language, body)
    await noted(tx, { id: post.id, filed_at: post.filed_at }, { object: updateId, language }, by)
    return { postId: post.id }
  })
}

/** The same of what a post is called, and of what still works. */
export function translatePost(
  db: Db,
  postId: string,
  language: Language,
  said: { title: string | null; stillWorks: string | null },
  by: By,
): Promise<void> {
  return transact(db, async (tx) => {
    const post = await findPostRow(tx, postId)
    if (!post) throw new Refusal('not_found', { form: 'There is no such post.' })
    if (language === post.language) return retitle(tx, postId, said.title, by)
    await takeTurns(tx, `post:${postId}`)
    const former = await findPostText(tx, postId, language)
    if (former?.title === said.title && former.stillWorks === said.stillWorks) return
    if (former?.title && former.title !== said.title)
      await keepFormerTitle(tx, { post_id: postId, language, title: former.title }, by.author, by.now)
    await writePostText(tx, postId, language, said)
    await noted(tx, { id: postId, filed_at: post.filed_at }, { object: postId, language }, by)
  })
}

async function noted(
  tx: Db,
  post: { id: string; filed_at: number | null },
  { object, language }: { object: string; language: Language },
  by: By,
): Promise<void> {
  const action = 'post.translate'
  await insertAudit(tx, { at: by.now, staff: by.author, action, object, detail: { name: language } })
  await touchPost(tx, { postId: post.id, before: post.filed_at, components: false }, by.now)
}

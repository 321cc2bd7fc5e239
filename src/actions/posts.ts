import { deleteDraft } from '#db/queries/drafts.ts'
import { findPage } from '#db/queries/page.ts'
import { findUpdateRow } from '#db/queries/posts.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { db, readDb } from '#src/database.ts'
import { aboutWith } from '#src/deliveries/audience.ts'
import { confirmMany } from '#src/deliveries/confirm-many.ts'
import { previewDraft, previewEntry } from '#src/deliveries/preview.ts'
import { type Draft, readDraft, type Typed } from '#src/posts/draft.ts'
import { readEntry } from '#src/posts/entry.ts'
import { bodyField } from '#src/posts/fields.ts'
import { formKeyOf, keepDraft } from '#src/posts/keep-draft.ts'
import type { Post } from '#src/posts/post.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { translatePost, translateUpdate } from '#src/posts/translate.ts'
import { readTranslations } from '#src/posts/translations.ts'
import { type Entry, update } from '#src/posts/update.ts'
import { type Problems, Refusal } from '#src/refusal.ts'
import { languageOf } from '#src/words/language.ts'
import { staffDoor } from './door.ts'

/** What staff write, send and correct. */
export const posts = {
  preview: staffDoor('editor', async ({ typed, staff, now }) => ({
    typed,
    preview: await previewDraft(readDb(), await draftOf(typed, now), {
      author: staff,
      now,
      language: languageOf(text(typed, 'look_in')),
    }),
  })),

  publish: staffDoor('editor', async ({ typed, staff, now }) => {
    const draft = await draftOf(typed, now)
    const formKey = formKeyOf(typed)
    const channels = told(typed, draft.channels)
    const { kind, componentIds, impact } = draft
    const about = { kind, componentIds, impact }
    await confirmMany(readDb(), { about, channels, typed: typed.people }, now)
    return publish(db(), { ...draft, channels }, { author: staff, now, formKey, draftId: formKey })
  }),

  keep: staffDoor('editor', ({ typed, staff, now }) => keepDraft(db(), typed, { author: staff, now })),

  discard: staffDoor('editor', async ({ typed }) => {
    await deleteDraft(db(), text(typed, 'draft'))
    return true
  }),

  previewUpdate: staffDoor('editor', async ({ typed, staff, now }) => {
    const post = await postOf(typed)
    const entry = await entryOf(typed, post, now)
    const language = languageOf(text(typed, 'look_in'))
    return { typed, preview: await previewEntry(readDb(), post, entry, { author: staff, now, language }) }
  }),

  update: staffDoor('editor', async ({ typed, staff, now }) => {
    const post = await postOf(typed)
    const entry = await entryOf(typed, post, now)
    const channels = post.backdatedAt === null ? told(typed, entry.channels) : []
    await confirmMany(readDb(), { about: aboutWith(post, entry), channels, typed: typed.people }, now)
    return update(db(), post.id, { ...entry, channels }, { author: staff, now, formKey: formKeyOf(typed) })
  }),

  revise: staffDoor('editor', async ({ typed, staff, now }) => {
    const body = bodyField.safeParse(typed.text)
    const problem = body.error?.issues[0]?.message
    if (!body.success) throw new Refusal('invalid', { text: problem ?? 'Say what is happening.' })
    const wanted = await findUpdateRow(db(), text(typed, 'update'))
    if (!wanted || wanted.post_id !== typed.post)
      throw new Refusal('not_found', { form: 'There is no such update of this post.' })
    const by = { author: staff, now }
    const language = languageOf(text(typed, 'language'))
    return language
      ? translateUpdate(db(), wanted.id, language, body.data, by)
      : revise(db(), wanted.id, body.data, by)
  }),

  translate: staffDoor('editor', async ({ typed, staff, now }) => {
    const language = languageOf(text(typed, 'language'))
    if (!language) throw new Refusal('invalid', { form: 'Choose a language.' })
    const problems: Problems = {}
    const { title = null, stillWorks = null } = readTranslations(typed, problems)[language] ?? {}
    if (Object.keys(problems).length) throw new Refusal('invalid', problems)
    const postId = text(typed, 'post')
    await translatePost(db(), postId, language, { title, stillWorks }, { author: staff, now })
    return { postId }
  }),
}

async function draftOf(typed: Typed, now: number): Promise<Draft> {
  const read = readDraft(typed, await pageZone(), now)
  if ('problems' in read) throw new Refusal('invalid', read.problems)
  return read.draft
}

async function entryOf(typed: Typed, post: Post, now: number): Promise<Entry> {
  const read = readEntry(typed, post, await pageZone(), now)
  if ('problems' in read) throw new Refusal('invalid', read.problems)
  return read.entry
}

async function postOf(typed: Typed): Promise<Post> {
  const post = await findPost(db(), text(typed, 'post'))
  if (!post) throw new Refusal('not_found', { form: 'There is no such post.' })
  return post
}

/** The channels to announce on. To tell nobody is a choice of its own, not a box forgotten. */
function told<Channel>(typed: Typed, channels: Channel[]): Channel[] {
  if (typed.quietly) return []
  if (channels.length) return channels
  throw new Refusal('invalid', {
    tell: 'Tick at least one way to tell people, or publish without telling anybody.',
  })
}

async function pageZone(): Promise<string> {
  return (await findPage(db()))?.time_zone ?? 'UTC'
}

function text(typed: Typed, field: string): string {
  const value = typed[field]
  return typeof value === 'string' ? value.replaceAll('\0', '') : ''
}

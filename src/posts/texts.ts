import { LANGUAGES, type Language } from '#src/words/language.ts'
import type { Post, Update } from './post.ts'

/** What a post says in a language other than its own; null where only the other part was written. */
export interface PostText {
  title: string | null
  stillWorks: string | null
}

/** What was written of a new post in other languages; each part may be missing. */
export type Translations = Partial<Record<Language, Partial<PostText> & { body?: string | null }>>

/** What was written of one update in other languages. */
export type Bodies = Partial<Record<Language, string>>

/**
 * The post as it reads in a language: what is written in it, and where nothing is the post's own text. `language` of the
 * result and of each of its updates is the one in which title and text then are. Only for reading: nothing that changes
 * a post takes one of these.
 */
export function inLanguage(post: Post, language: Language): Post {
  if (language === post.language) return post
  const text = post.texts[language]
  return {
    ...post,
    ...(text?.title ? { title: text.title, language } : {}),
    stillWorks: (post.stillWorks && text?.stillWorks) || post.stillWorks,
    updates: post.updates.map((update) => updateIn(update, language)),
  }
}

function updateIn(update: Update, language: Language): Update {
  const body = update.texts[language]
  return body === undefined ? update : { ...update, body, language }
}

/** In which of these languages something of the post is missing, in their order. */
export function missingIn(
  post: Pick<Post, 'language' | 'texts' | 'updates'>,
  offered: Language[],
): Language[] {
  return offered.filter(
    (one) =>
      one !== post.language &&
      (!post.texts[one]?.title || post.updates.some((update) => update.texts[one] === undefined)),
  )
}

/** The languages in which a text is written, its own first. */
export function writtenIn(update: Pick<Update, 'language' | 'texts'>): Language[] {
  return [update.language, ...LANGUAGES.filter((one) => update.texts[one] !== undefined)]
}

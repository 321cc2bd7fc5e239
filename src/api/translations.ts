import { z } from 'zod'
import type { Db } from '#db/open.ts'
import type { Typed } from '#src/posts/draft.ts'
import type { Author, Post } from '#src/posts/post.ts'
import type { Translations } from '#src/posts/texts.ts'
import { translatePost } from '#src/posts/translate.ts'
import { readTranslations } from '#src/posts/translations.ts'
import { type Problems, Refusal } from '#src/refusal.ts'
import { LANGUAGES, type Language } from '#src/words/language.ts'

interface By {
  author: Author
  now: number
}

/** Our own: the same in other languages that the page offers, by their tags. Programs of Statuspage never send it. */
export const translations = z
  .partialRecord(
    z.enum(LANGUAGES, { error: `Choose among ${LANGUAGES.join(', ')}.` }),
    z.object({ name: z.string().optional(), body: z.string().optional() }),
    { error: 'Give an object of languages.' },
  )
  .describe(
    'The title and the text in other languages, by language tag; what is missing is read in the page’s own.',
  )

/** As the form has it. */
export function typedIn(said: z.output<typeof translations> | null | undefined): Typed {
  return Object.fromEntries(
    Object.entries(said ?? {}).flatMap(([language, { name, body }]) => [
      [`title.${language}`, name],
      [`body.${language}`, body],
    ]),
  )
}

/** Read as carefully as what is typed; throws a {@link Refusal} about what is wrong. */
export function textsIn(said: z.output<typeof translations> | null | undefined): Translations {
  const problems: Problems = {}
  const texts = readTranslations(typedIn(said), problems)
  if (Object.keys(problems).length) throw new Refusal('invalid', problems)
  return texts
}

/** Gives a post its title in other languages; a former one stays to be seen. Part of the caller's transaction. */
export async function retitleIn(tx: Db, post: Post, texts: Translations, by: By): Promise<void> {
  for (const [language, { title }] of Object.entries(texts) as [
    Language,
    Translations[Language] & object,
  ][]) {
    const stillWorks = post.texts[language]?.stillWorks ?? null
    if (title && language !== post.language)
      await translatePost(tx, post.id, language, { title, stillWorks }, by)
  }
}

import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { readDb } from '#src/database.ts'
import { shownWeight } from '#src/ui/tones.ts'
import { pageWords } from '#src/words/page/index.ts'
import { readNow } from './_now.ts'
import { pictureAnswer, pictureLanguage } from './_picture.ts'

/** The front page as a picture: its sentence. */
export const GET: APIRoute = async ({ rewrite }) => {
  const page = await findPage(readDb())
  if (!page) return rewrite('/404')
  const { sentence, until } = await readNow(page, Date.now())
  const language = pictureLanguage(page)
  const { word, tone } = shownWeight(sentence.weight, language)
  return pictureAnswer(
    { name: page.name, word, tone, title: sentence.text, insteadOfTitle: pageWords(language).home },
    { touches: ['page', 'components', 'posts'], until },
  )
}

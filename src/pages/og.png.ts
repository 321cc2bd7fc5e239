import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { readDb } from '#src/database.ts'
import { shownWeight } from '#src/ui/tones.ts'
import { readNow } from './_now.ts'
import { pictureAnswer } from './_picture.ts'

/** The front page as a picture: its sentence. */
export const GET: APIRoute = async ({ rewrite }) => {
  const page = await findPage(readDb())
  if (!page) return rewrite('/404')
  const { sentence, until } = await readNow(page, Date.now())
  const { word, tone } = shownWeight(sentence.weight)
  return pictureAnswer(
    { name: page.name, word, tone, title: sentence.text, insteadOfTitle: 'How things stand' },
    { touches: ['page', 'components', 'posts'], until },
  )
}

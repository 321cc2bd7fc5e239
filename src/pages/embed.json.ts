import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { answerPublic, mayAsk, nothingHere } from '#src/api/public.ts'
import { config } from '#src/config.ts'
import { readDb } from '#src/database.ts'
import { KINDS } from '#src/posts/kinds.ts'
import { shownWeight } from '#src/ui/tones.ts'
import { offeredBy } from '#src/words/offered.ts'
import { readNow } from './_now.ts'

/** What `/embed.js` says on other people's pages: the sentence, and where to read more. */
export const GET: APIRoute = async () => {
  const page = await findPage(readDb())
  if (!page) return nothingHere()
  const { sentence, incidents, inForce, until } = await readNow(page, Date.now())
  const [first, ...others] = [...incidents, ...inForce]
  const path = first && !others.length ? `${KINDS[first.kind].path}/${first.id}` : ''
  const { word, tone } = shownWeight(sentence.weight, offeredBy(page).own)
  const said = {
    name: page.name,
    well: sentence.weight === 'well',
    tone,
    word,
    sentence: sentence.text,
    url: `${config().publicUrl}/${path}`,
  }
  return answerPublic(said, ['posts', 'components', 'page'], until)
}

export const OPTIONS: APIRoute = () => mayAsk()

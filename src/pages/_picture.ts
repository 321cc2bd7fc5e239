import type { PageRow } from '#db/schema.ts'
import { config } from '#src/config.ts'
import { type Card, cardPng, PICTURE } from '#src/feeds/picture.ts'
import { mayKeep } from '#src/kept.ts'
import type { Language } from '#src/words/language.ts'
import { offeredBy } from '#src/words/offered.ts'

/** In which a page's pictures speak: its own language, but English where our font has no letters for that. */
export function pictureLanguage(page: PageRow): Language {
  const { own } = offeredBy(page)
  return own === 'ja' || own === 'ar' ? 'en' : own
}

/** The answer with a picture; kept as every public page is. */
export async function pictureAnswer(
  card: Omit<Card, 'host'>,
  kept: Parameters<typeof mayKeep>[1],
): Promise<Response> {
  const png = await cardPng({ ...card, host: new URL(config().publicUrl).host })
  const headers = new Headers({
    'content-type': PICTURE.type,
    'cross-origin-resource-policy': 'cross-origin',
  })
  mayKeep(headers, kept)
  return new Response(new Uint8Array(png), { headers })
}

import { config } from '#src/config.ts'
import { type Card, cardPng, PICTURE } from '#src/feeds/picture.ts'
import { mayKeep } from '#src/kept.ts'

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

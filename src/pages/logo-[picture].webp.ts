import type { APIRoute } from 'astro'
import { findPicture } from '#db/queries/pictures.ts'
import { readDb } from '#src/database.ts'

/** A logo under the name that says what is in it: it may be kept for ever, and can do nothing but be looked at (W16). */
export const GET: APIRoute = async ({ params, rewrite }) => {
  const { picture = '' } = params
  const body = /^[\da-f]{16}-\d{1,4}x\d{1,4}$/.test(picture)
    ? await findPicture(readDb(), `logo-${picture}.webp`)
    : undefined
  if (!body) return rewrite('/404')
  return new Response(new Uint8Array(body), {
    headers: {
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
    },
  })
}

import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { Refusal } from '#src/refusal.ts'

/** A logo as it is served: its name says its size and what is in it, so it can be kept for ever. */
export interface Logo {
  name: string
  body: Buffer
}

/** Two of them are as much as a form may bring. */
export const LOGO_BYTES = 120_000
const PIXELS = 25_000_000
/** Twice what the page shows, for fine screens. */
const BOX = { width: 480, height: 96 }
const FORMATS = ['png', 'jpeg', 'webp']

/**
 * Reads a picture by its content (never by its name), and draws it anew as WebP, so that nothing else that was in the file
 * comes along (W16). Throws a {@link Refusal} with a sentence for `field` when it is none that can be shown.
 */
export async function readLogo(file: File, field: string): Promise<Logo> {
  const refuse = (sentence: string) => new Refusal('invalid', { [field]: sentence })
  if (file.size > LOGO_BYTES)
    throw refuse('This picture is larger than 120 kB. Save it smaller: 480 by 96 dots are enough.')
  const bytes = Buffer.from(await file.arrayBuffer())
  const picture = sharp(bytes, { limitInputPixels: PIXELS, failOn: 'error', animated: false })
  const format = await picture.metadata().then(
    (found) => found.format,
    () => undefined,
  )
  if (!format || !FORMATS.includes(format))
    throw refuse('This is no PNG, JPEG or WebP picture. An SVG can be saved as PNG.')
  const drawn = await picture
    .autoOrient()
    .resize({ ...BOX, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 90, alphaQuality: 100 })
    .toBuffer({ resolveWithObject: true })
    .catch(() => undefined)
  if (!drawn) throw refuse('This picture cannot be read to its end. Save it anew and try again.')
  const { data, info } = drawn
  const hash = createHash('sha256').update(data).digest('hex').slice(0, 16)
  return { name: `logo-${hash}-${info.width}x${info.height}.webp`, body: data }
}

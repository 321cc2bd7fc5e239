import sharp from 'sharp'
import type { Tone } from '#src/ui/tones.ts'
import { COLOURS } from './colours.ts'
import { canDraw, pathOf, widthOf } from './picture/fonts.ts'
import { linesOf } from './picture/lines.ts'
import { oneLine } from './xml.ts'

export const PICTURE = { width: 1200, height: 630, type: 'image/png' }

/** What a picture of a page says; each text has another that takes its place when it cannot be drawn. */
export interface Card {
  name: string
  /** ASCII: the host of the page. */
  host: string
  word: string
  tone: Tone
  title: string
  /** In Latin letters. */
  insteadOfTitle: string
}

const LEFT = 96
const MEASURE = PICTURE.width - 2 * LEFT
const LINES = 4

/** The picture as SVG, its words as shapes, so that it looks the same wherever it is drawn. */
export function cardSvg({ name, host, word, tone, title, insteadOfTitle }: Card): string {
  const head = drawable(name, host)
  const said = drawable(title, insteadOfTitle)
  const size = [84, 72, 60].find((one) => linesAt(said, one, 99).length <= 3) ?? 60
  const lines = linesAt(said, size, LINES)
  const [leading, colour] = [size * 1.18, COLOURS[tone]]
  const top = 322 - ((lines.length - 1) * leading) / 2 + size * 0.33
  const text = (words: string, y: number, height: number, fill: string, x = LEFT) =>
    `<path fill="${fill}" d="${pathOf(words, x, y, height)}"/>`
  const first = linesOf(head, MEASURE, 1, (one) => widthOf(one, 38))[0] ?? ''
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${PICTURE.width}" height="${PICTURE.height}">
<rect width="100%" height="100%" fill="#fbfaf7"/><rect width="28" height="100%" fill="${colour}"/>
${text(first, 118, 38, '#4a5160')}
${lines.map((line, index) => text(line, top + index * leading, size, '#1d2430')).join('\n')}
<circle cx="${LEFT + 15}" cy="545" r="15" fill="${colour}"/>${text(word, 558, 40, colour, LEFT + 48)}
${host === head ? '' : text(host, 558, 30, '#666c78', PICTURE.width - LEFT - widthOf(host, 30))}
</svg>`
}

// Each picture is drawn once: what the library would remember of it is never asked for again.
sharp.cache(false)

/** The picture as PNG. */
export function cardPng(card: Card): Promise<Buffer> {
  return sharp(Buffer.from(cardSvg(card)))
    .png({ palette: true, colours: 64 })
    .toBuffer()
}

const linesAt = (text: string, size: number, count: number) =>
  linesOf(text, MEASURE, count, (one) => widthOf(one, size))

// Small pictures within a text are left out; no face draws them all.
const PICTURES = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f|\u20e3|[\u{1f1e6}-\u{1f1ff}]/gu

function drawable(text: string, instead: string): string {
  const bare = oneLine(text.normalize('NFC').replace(PICTURES, (one) => (/[©®™]/.test(one) ? one : '')))
  return bare && canDraw(bare) ? bare : instead
}

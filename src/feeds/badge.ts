import { createHash } from 'node:crypto'
import type { Tone } from '#src/ui/tones.ts'
import { COLOURS } from './colours.ts'
import { escapeXml, oneLine } from './xml.ts'

export const LOOKS = ['auto', 'light', 'dark'] as const
export type Look = (typeof LOOKS)[number]

const LIGHT = { paper: '#e8e6e0', ink: '#1d2430' }
const DARK = { paper: '#2a303b', ink: '#f0eee8' }
/** Inside the picture, so that it follows its reader's scheme wherever it stands. */
const STYLE = `@media(prefers-color-scheme:dark){.p{fill:${DARK.paper}}.i{fill:${DARK.ink}}}`
const HEIGHT = 24
const SIZE = 13
const PAD = 8

/** The policy for a badge that is opened by itself: nothing but its own style. */
export const BADGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'`

/** A small picture (SVG) that says of whom it speaks and how that stands, by word and colour, and to screen readers. */
export function badge(name: string, state: { word: string; tone: Tone }, look: Look = 'auto'): string {
  const [left, right] = [shortened(name), shortened(state.word)]
  const [first, second] = [widthOf(left), widthOf(right)]
  const [split, whole] = [first + 2 * PAD, first + second + 4 * PAD]
  const { paper, ink } = look === 'dark' ? DARK : LIGHT
  const said = escapeXml(`${left}: ${right}`)
  const words = (x: number, width: number, text: string, fill: string, own = '') =>
    `<text${own} x="${x}" y="16.5" textLength="${width}" fill="${fill}">${escapeXml(text)}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${HEIGHT}" viewBox="0 0 ${whole} ${HEIGHT}" role="img" aria-label="${said}">
<title>${said}</title>${look === 'auto' ? `<style>${STYLE}</style>` : ''}
<clipPath id="r"><rect width="${whole}" height="${HEIGHT}" rx="5"/></clipPath>
<g clip-path="url(#r)"><rect class="p" width="${split}" height="${HEIGHT}" fill="${paper}"/><rect x="${split}" width="${whole - split}" height="${HEIGHT}" fill="${COLOURS[state.tone]}"/></g>
<g font-family="system-ui,-apple-system,'Segoe UI',Roboto,sans-serif" font-size="${SIZE}" lengthAdjust="spacingAndGlyphs">${words(PAD, first, left, ink, ' class="i"')}${words(split + PAD, second, right, '#fff')}</g>
</svg>
`
}

function shortened(text: string): string {
  const characters = [...oneLine(text)]
  return characters.length > 40 ? `${characters.slice(0, 39).join('').trimEnd()}…` : characters.join('')
}

/** About as wide as system faces draw it; the picture then stretches the words to exactly that. */
function widthOf(text: string): number {
  const ems = [...text].map((one) =>
    /[\u1100-\u11ff\u2e80-\uffdc]|[\u{1f000}-\u{3ffff}]/u.test(one)
      ? 1
      : /[\p{M}\u200b-\u200f]/u.test(one)
        ? 0
        : /[ijl.,:;'|!()ft]/.test(one)
          ? 0.32
          : /[mwMW@%]/.test(one)
            ? 0.86
            : /\p{Lu}/u.test(one)
              ? 0.66
              : 0.55,
  )
  return Math.max(8, Math.round(ems.reduce<number>((sum, em) => sum + em, 0) * SIZE))
}

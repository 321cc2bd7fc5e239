import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import opentype from 'opentype.js'

/** The sets in which the face comes; what none of them has cannot be drawn. */
const SETS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'cyrillic-ext', 'vietnamese']
const require = createRequire(import.meta.url)
let loaded: opentype.Font[] | undefined

function fonts(): opentype.Font[] {
  loaded ??= SETS.map((set) => {
    const file = readFileSync(
      require.resolve(`@fontsource/source-serif-4/files/source-serif-4-${set}-600-normal.woff`),
    )
    return opentype.parse(new Uint8Array(file).buffer)
  })
  return loaded
}

const found = new Map<string, opentype.Font | undefined>()

function fontFor(character: string): opentype.Font | undefined {
  if (!found.has(character)) {
    // As many characters as there are could otherwise be remembered, one title at a time.
    if (found.size > 5_000) found.clear()
    found.set(
      character,
      fonts().find((font) => font.charToGlyphIndex(character) > 0),
    )
  }
  return found.get(character)
}

/** Whether every character of a text has a shape. Scripts that are joined or run from the right are not among them. */
export function canDraw(text: string): boolean {
  return [...text].every((character) => fontFor(character))
}

/** The width of a text in pixels. */
export function widthOf(text: string, size: number): number {
  return runsOf(text).reduce((sum, { font, words }) => sum + font.getAdvanceWidth(words, size), 0)
}

/** A text as the `d` of an SVG path that begins at `x` on the baseline `y`. */
export function pathOf(text: string, x: number, y: number, size: number): string {
  let at = x
  return runsOf(text)
    .map(({ font, words }) => {
      const path = font.getPath(words, at, y, size).commands.map(written).join('')
      at += font.getAdvanceWidth(words, size)
      return path
    })
    .join('')
}

/** Neighbours of one set together, so that they are set as the face means it. */
function runsOf(text: string): { font: opentype.Font; words: string }[] {
  const runs: { font: opentype.Font; words: string }[] = []
  for (const character of text) {
    const font = fontFor(character)
    const last = runs.at(-1)
    if (!font) continue
    if (last?.font === font) last.words += character
    else runs.push({ font, words: character })
  }
  return runs
}

/** The package's own way of writing paths leaves numbers out that renderers need. */
function written(command: opentype.PathCommand): string {
  const { type, ...points } = command as { type: string } & Record<string, number>
  const at = (name: string) => (name in points ? [Number(points[name]).toFixed(1)] : [])
  return type + ['x1', 'y1', 'x2', 'y2', 'x', 'y'].flatMap(at).join(' ')
}

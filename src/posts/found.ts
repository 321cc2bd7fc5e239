/** More words than this narrow nothing down any more. */
const MOST_WORDS = 8
const LONGEST = 40
/** From this length on a word also finds what begins with it. */
const PREFIX = 3
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu

/** A piece of text, and whether it is what was searched for. */
export interface Piece {
  text: string
  found: boolean
}

/** The words that a search asks for: letters and digits, accents and case aside; whatever else was typed parts them. */
export function wordsAsked(typed: string): string[] {
  const words = fold(typed.slice(0, 1_000)).match(WORD) ?? []
  return [...new Set(words.map((word) => [...word].slice(0, LONGEST).join('')))].slice(0, MOST_WORDS)
}

/** A text in pieces, the words that were searched for apart; undefined when none of them stands in it. */
export function marked(text: string, words: string[]): Piece[] | undefined {
  const pieces: Piece[] = []
  let plain = 0
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!isAsked(word, words)) continue
    if (index > plain) pieces.push({ text: text.slice(plain, index), found: false })
    pieces.push({ text: word, found: true })
    plain = index + word.length
  }
  if (!pieces.length) return undefined
  if (plain < text.length) pieces.push({ text: text.slice(plain), found: false })
  return pieces
}

/** About `length` characters of a text around the first word that was searched for, cut between words. */
export function around(text: string, words: string[], length: number): Piece[] | undefined {
  const line = text.replace(/\s+/g, ' ').trim()
  const first = [...line.matchAll(WORD)].find(({ 0: word }) => isAsked(word, words))
  if (!first) return undefined
  const from = Math.max(0, first.index - Math.floor(length / 3))
  const start = from === 0 ? 0 : line.indexOf(' ', from) + 1
  const end = line.length <= start + length ? line.length : line.lastIndexOf(' ', start + length)
  const part = line.slice(start, Math.max(end, first.index + first[0].length))
  const pieces = marked(part, words) ?? []
  if (start > 0) pieces.unshift({ text: '… ', found: false })
  if (start + part.length < line.length) pieces.push({ text: ' …', found: false })
  return pieces
}

function isAsked(word: string, words: string[]): boolean {
  const folded = fold(word)
  return words.some((asked) => ([...asked].length >= PREFIX ? folded.startsWith(asked) : folded === asked))
}

function fold(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .toLowerCase()
}

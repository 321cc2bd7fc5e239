import { isBasic, plainSigns, segmentsOf } from './segments.ts'

/** A piece of text shorter than this says too little to be worth its place. */
const WORTHWHILE = 24

/** The longest beginning of a text, cut between words, with which the message keeps within `most` segments. */
export function longest(text: string, message: (piece: string) => string, most: number): string | null {
  if (text && segmentsOf(message(text)).count <= most) return message(text)
  const words = text.split(' ')
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (segmentsOf(message(ended(words.slice(0, middle)))).count <= most) low = middle
    else high = middle - 1
  }
  const piece = words.slice(0, low).join(' ')
  const sentences = piece.replace(/[^.!?]*$/, '').trim()
  if (sentences.length >= WORTHWHILE) return message(sentences)
  return piece.length >= WORTHWHILE * 2 ? message(ended(words.slice(0, low))) : null
}

/** What fits of a text that has no words to be cut between, to its last letter. */
export function stub(text: string, message: (piece: string) => string, most: number): string {
  const letters = [...text]
  let [low, high] = [0, letters.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (segmentsOf(message(`${letters.slice(0, middle).join('')}...`)).count <= most) low = middle
    else high = middle - 1
  }
  return message(low ? `${letters.slice(0, low).join('')}...` : '')
}

function ended(words: string[]): string {
  return `${words.join(' ').replace(/[\s,;:.!?-]+$/, '')}...`
}

/** With letters that cost a single unit in place of those that make everything cost double: better than half a title. */
export function withoutAccents(text: string): string {
  return [...text.normalize('NFC')].map((letter) => (isBasic(letter) ? letter : bare(letter))).join('')
}

function bare(letter: string): string {
  return letter.normalize('NFD').replace(/^([A-Za-z])\p{M}+$/u, '$1')
}

/** One line of plain signs. */
export function clean(text: string): string {
  return plainSigns(text.toWellFormed())
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

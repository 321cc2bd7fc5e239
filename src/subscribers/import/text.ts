import { isUtf8 } from 'node:buffer'
import { setImmediate as turn } from 'node:timers/promises'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** In which encoding a file is written: by its mark, by its zeros, by whether it is UTF-8; else as Windows writes it. */
export function encodingOf(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = bytes.subarray(0, 1_000)
  const zeros = [0, 1].map((odd) => head.filter((byte, at) => byte === 0 && at % 2 === odd).length)
  const [even = 0, odd = 0] = zeros
  if (odd > head.length / 5 && even <= odd / 10) return 'utf-16le'
  if (even > head.length / 5 && odd <= even / 10) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

/** Why this cannot be a list, or null. */
export function noList(bytes: Buffer): string | null {
  if (!bytes.length) return 'This file is empty.'
  if (bytes.subarray(0, 2).toString('latin1') === 'PK')
    return 'This is a workbook or an archive. Save the sheet as CSV and choose that file.'
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'This file is compressed. Unpack it first.'
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return 'This is a PDF. Save the list as CSV.'
  return null
}

/** Bytes decoded at once; others get their turn in between. */
const STRETCH = 512 * 1024
/** Characters of one piece. */
const PIECE = 64 * 1024

/** A file as text, in pieces of some 64 kB, without the mark at its beginning and with nothing that a database cannot keep. */
export async function* piecesOf(bytes: Buffer, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  let rest = ''
  for (let at = 0; at < bytes.length; at += STRETCH) {
    rest += decoder.decode(bytes.subarray(at, at + STRETCH), { stream: true })
    while (rest.length > PIECE) {
      // Never between the two halves of one character.
      const end = /[\ud800-\udbff]/.test(rest.charAt(PIECE - 1)) ? PIECE - 1 : PIECE
      yield keepable(rest.slice(0, end))
      rest = rest.slice(end)
    }
    await turn()
  }
  rest += decoder.decode()
  if (rest) yield keepable(rest)
}

const keepable = (text: string) => text.replaceAll('\0', '\ufffd').toWellFormed()

const DELIMITERS = [',', ';', '\t', '|'] as const

/** What stands between the columns: whatever most of the first lines have equally often. */
export function delimiterOf(text: string): string {
  const lines = text
    .split(/\r\n|\n|\r/)
    .filter(Boolean)
    .slice(0, 20)
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, ''))
  const count = (line: string, sign: string) => line.split(sign).length - 1
  const score = (sign: string) => {
    const counts = lines.map((line) => count(line, sign)).filter(Boolean)
    return counts.length * 1_000 + Math.min(...counts, 999)
  }
  const best = DELIMITERS.map((sign) => ({ sign, score: score(sign) })).sort((a, b) => b.score - a.score)[0]
  return best && lines.some((line) => line.includes(best.sign)) ? best.sign : ','
}

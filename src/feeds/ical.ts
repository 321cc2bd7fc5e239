import { clean } from './xml.ts'

const MOST_OCTETS = 75
const encoder = new TextEncoder()

/** A content line of iCalendar with a value that stands as it is, such as an address; folded. */
export function line(name: string, value: string): string {
  return fold(`${name}:${clean(value).replace(/[\r\n]+/g, ' ')}`)
}

/** A content line with a text, escaped and folded (RFC 5545, 3.3.11). */
export function text(name: string, value: string): string {
  return fold(`${name}:${escapeText(value)}`)
}

/** A content line with several texts. */
export function list(name: string, values: string[]): string {
  return fold(`${name}:${values.map(escapeText).join(',')}`)
}

function escapeText(value: string): string {
  return clean(value)
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n|\r|\n/g, '\\n')
}

/** No line is longer than 75 octets, and no character is torn in two (3.1). */
function fold(content: string): string {
  let folded = ''
  let octets = 0
  for (const character of content) {
    const size = encoder.encode(character).length
    if (octets + size > MOST_OCTETS) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}

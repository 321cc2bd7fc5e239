import { type Part, parameter } from './mime.ts'

/** What is read of one part: bounces say what they have to say at their beginning. */
const MOST_TEXT = 256 * 1024

/** The beginning of a part as text: transfer encoding undone, bytes read in their charset, HTML without its markup. */
export function textOf(raw: Buffer, part: Part): string {
  const bytes = raw.subarray(part.start, Math.min(part.end, part.start + MOST_TEXT))
  const encoding = part.fields.get('content-transfer-encoding') ?? ''
  const text = decode(
    unpacked(bytes, encoding.toLowerCase()),
    parameter(part.fields.get('content-type'), 'charset'),
  )
  const unix = text.replace(/\r\n?/g, '\n')
  return part.type === 'text/html' ? withoutMarkup(unix) : unix
}

/** An unstructured header value with its encoded words read (RFC 2047). */
export function decodeWords(value: string): string {
  return value
    .replace(/(\?=)\s+(=\?)/g, '$1$2')
    .replace(/=\?([\w-]{1,40})(?:\*[\w-]*)?\?([bq])\?([^?\s]*)\?=/gi, (_whole, charset, kind, words) =>
      decode(
        kind.toLowerCase() === 'b' ? Buffer.from(words, 'base64') : unquoted(words.replaceAll('_', ' ')),
        charset,
      ),
    )
}

function unpacked(bytes: Buffer, encoding: string): Buffer {
  if (encoding.includes('base64')) return Buffer.from(bytes.toString('latin1'), 'base64')
  if (encoding.includes('quoted-printable')) return unquoted(bytes.toString('latin1'))
  return bytes
}

function unquoted(text: string): Buffer {
  const whole = text.replace(/=[ \t]*\r?\n/g, '')
  return Buffer.from(
    whole.replace(/=([\da-f]{2})/gi, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

function decode(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset || 'utf-8').decode(bytes)
  } catch {
    // A charset that nobody knows: what is ASCII in it can be read all the same.
    return bytes.toString('latin1')
  }
}

const ENTITIES: Record<string, string> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
  '#64': '@',
}

function withoutMarkup(html: string): string {
  return html
    .replace(/<(?:br|p|div|tr|li|h\d)\b[^<>]{0,500}>/gi, '\n')
    .replace(/<[/!a-z][^<>]{0,2000}>/gi, ' ')
    .replace(/&(#?\w{2,6});/g, (whole, name) => ENTITIES[name] ?? whole)
}

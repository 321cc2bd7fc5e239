import { foldLines } from 'nodemailer/lib/mime-funcs'
import MimeNode from 'nodemailer/lib/mime-node'
import type { Notice } from '../channel.ts'
import { escapeHtml, nameOf } from './words.ts'

/** Where in a mail something personal stands. */
export const PLACES = ['head', 'text', 'html'] as const
/** What is personal in a mail, besides the To header. */
export const FIELDS = ['token', 'name', 'address', 'preferences', 'unsubscribe'] as const
/** Where these stand among the values: the name as it is, and the whole To header. */
export const NAME = FIELDS.indexOf('name')
export const TO = PLACES.length * FIELDS.length

const ATOM = "[!#-'*+./0-9=?A-Z^_`a-z{|}~-]+"
const ADDRESS = new RegExp(`^(?=.{3,254}$)${ATOM}@${ATOM}$`)
const TOKEN = /^[\w.~-]{1,200}$/
const URL = /^[!-;=?-~]{1,900}$/

/** What is personal, as it stands in each place: `values[place * FIELDS.length + field]`. Throws where a value would not be safe (E10). */
export function valuesOf({ token, key, to }: Notice): string[] {
  const [preferences, unsubscribe] = [to.preferencesUrl ?? '', to.unsubscribeUrl ?? '']
  demand(TOKEN.test(token) && TOKEN.test(key), 'delivery key')
  demand(ADDRESS.test(to.address), 'address')
  demand(!unsubscribe || URL.test(unsubscribe), 'unsubscribe link')
  const name = nameOf(to)
  const plain = [token, name, to.address, preferences, unsubscribe]
  const values = [...plain]
  for (let field = 0; field < plain.length; field += 1) {
    const text = plain[field] ?? ''
    const html = escapeHtml(text)
    const code = quoted(text)
    values[FIELDS.length + field] = code
    values[2 * FIELDS.length + field] = html === text ? code : quoted(html)
  }
  values[TO] = toHeader(name, to.address)
  return values
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The ${what} cannot stand in a mail.`)
}

/** The To header: by far most are plain; the rest is nodemailer's to encode and fold. */
function toHeader(name: string, address: string): string {
  if (!name) return `To: ${address}`
  const plain = `To: ${name} <${address}>`
  if (plain.length <= 76 && /^[\w ]*$/.test(name)) return plain
  return foldLines(`To: ${MimeNode.encodeHeaderValue('To', { name, address })}`, 76)
}

const SIMPLE = /^(?!\.)[ -<>-~]{0,75}$/

/**
 * Quoted-printable for text that begins a line and after which the line goes on or ends: no line is longer than 76, none
 * begins with a dot, none ends in a space (RFC 2045 §6.7).
 */
export function quoted(text: string): string {
  if (SIMPLE.test(text) && !text.endsWith(' ')) return text
  const lines: string[] = []
  let line = ''
  for (const letter of text) {
    const code = quotedLetter(letter, line === '')
    if (line.length + code.length > 75) {
      lines.push(line)
      line = quotedLetter(letter, true)
    } else line += code
  }
  return [...lines, line.replace(/ $/, '=20')].join('=\r\n')
}

function quotedLetter(letter: string, first: boolean): string {
  if (/^[!-<>-~ ]$/.test(letter) && !(first && letter === '.')) return letter
  return [...Buffer.from(letter)]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')
}

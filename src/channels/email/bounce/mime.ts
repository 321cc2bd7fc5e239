import { type Fields, readFields } from './fields.ts'

/** One part of a message: what it calls itself, and where its body stands in the raw bytes. */
export interface Part {
  /** In lower case, without parameters: `text/plain`, `message/delivery-status` … */
  type: string
  fields: Fields
  start: number
  end: number
  /** Inside a message that is enclosed: what was sent, not what is said about it. */
  enclosed: boolean
}

/** What is looked at of a message; whatever lies beyond is as if it had been cut off. */
const MOST_PARTS = 2_000
/** Parts whose fields are all kept; of the others only what says how to read them. */
const WHOLE_HEADS = 50
const MOST_CANDIDATES = 100_000
const MOST_HEAD = 64 * 1024
const LONGEST_BOUNDARY = 250

interface Multipart {
  boundary: string
  enclosed: boolean
  /** The outer multipart of the same boundary, which this one hides. */
  hides: number | undefined
}

/**
 * The parts of a raw message in their order, the outermost first (RFC 2045, 2046). Only the structure is read, in one
 * pass and without copying bodies: time grows with the length, however deep parts are nested. Nothing is an error;
 * what is malformed is read as far as it makes sense.
 */
export function partsOf(raw: Buffer): Part[] {
  const parts: Part[] = []
  const multiparts = new OpenMultiparts(raw)
  let at = 0
  let enclosed = false
  while (parts.length < MOST_PARTS) {
    const head = readHead(raw, at, multiparts)
    const type = typeOf(head.fields)
    const fields = parts.length < WHOLE_HEADS ? head.fields : onlyForm(head.fields)
    const part = { type, fields, start: head.end, end: raw.length, enclosed }
    parts.push(part)
    if (isMessage(part)) {
      at = head.end
      enclosed = true
      continue
    }
    const boundary = type.startsWith('multipart/')
      ? parameter(head.fields.get('content-type'), 'boundary')
      : ''
    if (boundary) multiparts.open(boundary, enclosed)
    const next = multiparts.next(head.end)
    part.end = next ? next.start : raw.length
    // A multipart without a single delimiter is a text that calls itself one.
    if (!next && boundary) part.type = 'text/plain'
    if (!next) break
    at = next.end
    enclosed = next.enclosed
  }
  return parts
}

/** The multiparts that are open where the reading stands, and the search for the line that ends a part of one. */
class OpenMultiparts {
  readonly #raw: Buffer
  readonly #stack: Multipart[] = []
  readonly #levels = new Map<string, number>()
  #candidates = 0

  constructor(raw: Buffer) {
    this.#raw = raw
  }

  open(boundary: string, enclosed: boolean): void {
    this.#stack.push({ boundary, enclosed, hides: this.#levels.get(boundary) })
    this.#levels.set(boundary, this.#stack.length - 1)
  }

  /** The level whose boundary this line is, or null; `last` where it closes its multipart. */
  match(line: string): { level: number; last: boolean } | null {
    if (!line.startsWith('--')) return null
    const text = line.slice(2).trimEnd()
    const level = this.#levels.get(text)
    if (level !== undefined) return { level, last: false }
    const closed = text.endsWith('--') ? this.#levels.get(text.slice(0, -2)) : undefined
    return closed === undefined ? null : { level: closed, last: true }
  }

  /** Where the next part begins at or after `from`; null when there is none. `start` is where the part before ended. */
  next(from: number): { start: number; end: number; enclosed: boolean } | null {
    let start = -1
    let at = from
    while (this.#stack.length && this.#candidates < MOST_CANDIDATES) {
      const found = at === 0 || this.#raw[at - 1] === 10 ? this.#lineAt(at) : null
      if (found) {
        const matched = this.match(found.line)
        if (matched) {
          if (start < 0) start = at
          this.#closeTo(matched.last ? matched.level : matched.level + 1)
          const inside = this.#stack.at(-1)
          if (!matched.last && inside) return { start, end: found.end, enclosed: inside.enclosed }
        }
      }
      const dash = this.#raw.indexOf('\n--', at)
      if (dash < 0) return null
      at = dash + 1
    }
    return null
  }

  #lineAt(at: number): { line: string; end: number } | null {
    if (this.#raw[at] !== 45 || this.#raw[at + 1] !== 45) return null
    this.#candidates += 1
    const limit = Math.min(this.#raw.length, at + LONGEST_BOUNDARY)
    const end = this.#raw.subarray(at, limit).indexOf(10)
    if (end < 0 && limit < this.#raw.length) return null
    const stop = end < 0 ? limit : at + end
    return { line: this.#raw.toString('latin1', at, stop), end: Math.min(this.#raw.length, stop + 1) }
  }

  #closeTo(level: number): void {
    while (this.#stack.length > level) {
      const closed = this.#stack.pop() as Multipart
      if (closed.hides === undefined) this.#levels.delete(closed.boundary)
      else this.#levels.set(closed.boundary, closed.hides)
    }
  }
}

/** The header fields at `at`, up to an empty line or, where that is missing, a boundary. */
function readHead(raw: Buffer, at: number, multiparts: OpenMultiparts): { fields: Fields; end: number } {
  const lines: string[] = []
  const limit = Math.min(raw.length, at + MOST_HEAD)
  let end = at
  while (end < limit) {
    const feed = raw.indexOf(10, end)
    const stop = feed < 0 ? raw.length : feed
    const line = raw.toString('utf8', end, Math.min(stop, limit)).trimEnd()
    if (line === '' || multiparts.match(line)) {
      if (line === '') end = stop + 1
      break
    }
    lines.push(line)
    end = stop + 1
  }
  return { fields: readFields(lines), end: Math.min(end, raw.length) }
}

const FORM = ['content-type', 'content-transfer-encoding']
const onlyForm = (fields: Fields): Fields => new Map([...fields].filter(([name]) => FORM.includes(name)))

const typeOf = (fields: Fields) =>
  /^\s*([\w.+-]+\/[\w.+-]+)/.exec(fields.get('content-type') ?? '')?.[1]?.toLowerCase() ?? 'text/plain'

/** An enclosed message whose own structure can be read: one that is encoded is a text like any other. */
const isMessage = ({ type, fields }: Part) =>
  /^message\/(?:rfc822|global)$/.test(type) &&
  !/base64|quoted/i.test(fields.get('content-transfer-encoding') ?? '')

/** A parameter of a structured field value, quoted or not. */
export function parameter(value: string | undefined, name: string): string {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;"]+))`, 'i').exec(value ?? '')
  return (found?.[1] ?? found?.[2] ?? '').trimEnd()
}

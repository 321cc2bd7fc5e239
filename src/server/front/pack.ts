import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { Message } from './message.ts'
import { ENCODINGS, type Encoding } from './negotiate.ts'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** What one answer is in one encoding. */
export interface Packed {
  /** Strong, its own for each encoding; none for what is not 200. */
  tag: string | null
  whole: Message
  /** The answer to whoever has it already. */
  same: Message
}

export type Answer = { status: number } & Record<Encoding, Packed>

export interface Unpacked {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** How much work goes into making it small: `pages` are drawn again all the time, `files` once at each start. */
const EFFORT = { pages: { br: 5, gzip: 6 }, files: { br: 11, gzip: 9 } }
const WORTH_IT = 600
const STATUS: Record<number, string> = { 200: '200 OK', 404: '404 Not Found' }
/** Of these headers the ones for somebody who has the body already (RFC 9110, 15.4.5). */
const ABOUT_BODY = /^content-(?!security)/

/** Packs an answer in every encoding worth having, off the loop, with all the heads that it can be sent with. */
export async function pack(
  answer: Unpacked,
  effort: keyof typeof EFFORT,
  keepSeconds: number,
): Promise<Answer> {
  const { br, gzip: level } = EFFORT[effort]
  const { body, status } = answer
  const small = body.length < WORTH_IT || !packable(answer.headers['content-type'] ?? '')
  const [asBrotli, asGzip] = small
    ? [body, body]
    : await Promise.all([
        brotli(body, {
          params: { [constants.BROTLI_PARAM_QUALITY]: br, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
        }),
        zip(body, { level }),
      ])
  const bodies: Record<Encoding, Buffer> = { br: asBrotli, gzip: asGzip, identity: body }
  const hash = status === 200 ? createHash('sha256').update(body).digest('base64url').slice(0, 16) : null
  const packed = ENCODINGS.map((encoding) => [encoding, inEncoding(encoding, bodies[encoding])] as const)
  return { status, ...(Object.fromEntries(packed) as Record<Encoding, Packed>) }

  function inEncoding(encoding: Encoding, bytes: Buffer): Packed {
    const plain = bytes.length >= body.length
    const tag = hash && `"${hash}${plain ? '' : `-${encoding}`}"`
    const { vary, ...others } = answer.headers
    const headers = Object.entries(others).flat()
    const varies = [small ? undefined : 'accept-encoding', vary].filter(Boolean)
    if (varies.length) headers.push('vary', varies.join(', '))
    if (tag) headers.push('etag', tag)
    const same = headers.flatMap((name, at) =>
      at % 2 || ABOUT_BODY.test(name) ? [] : [name, headers[at + 1] ?? ''],
    )
    if (!plain) headers.push('content-encoding', encoding)
    headers.push('content-length', String((plain ? body : bytes).length))
    const line = STATUS[status] ?? String(status)
    return {
      tag,
      whole: new Message(line, headers, plain ? body : bytes, keepSeconds),
      same: new Message('304 Not Modified', same, Buffer.of(), keepSeconds),
    }
  }
}

function packable(type: string): boolean {
  return /^(?:text\/|image\/svg|application\/(?:\w+\+)?(?:json|xml|javascript|manifest))/.test(type)
}

/** The memory that an answer holds. */
export function sizeOf(answer: Answer): number {
  return ENCODINGS.reduce(
    (sum, encoding) => sum + answer[encoding].whole.size + answer[encoding].same.size,
    0,
  )
}

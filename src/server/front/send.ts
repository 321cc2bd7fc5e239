import type { IncomingMessage, ServerResponse } from 'node:http'
import { chooseEncoding, noneMatchNames } from './negotiate.ts'
import type { Answer, Packed } from './pack.ts'

/**
 * Sends an answer that stands ready, in one write past the framework of ServerResponse (docs/decisions/0020): half of what
 * an answer costs is building its head. Only where that changes nothing: it is this answer's turn on a connection that
 * goes on and has taken all that was written before. False: nothing was sent.
 */
export function sendAtOnce(answer: Answer, req: IncomingMessage, res: ServerResponse): boolean {
  const { socket } = res
  if (!socket || !res.shouldKeepAlive || req.httpVersionMinor !== 1 || socket.writableLength > 0) return false
  const { packed, same } = choose(answer, req)
  res.statusCode = same ? 304 : answer.status
  const message = same ? packed.same : packed.whole
  socket.write(req.method === 'HEAD' ? message.head : message.whole)
  // What `end` says when all is written; the server then turns to the next request of this connection.
  if (socket.writableLength === 0) res.emit('finish')
  else socket.write('', (error) => error || res.emit('finish'))
  return true
}

/** Sends it through ServerResponse, with more headers if need be. */
export function send(
  answer: Answer,
  req: IncomingMessage,
  res: ServerResponse,
  more: Record<string, string> = {},
): void {
  const { packed, same } = choose(answer, req)
  const message = same ? packed.same : packed.whole
  res.writeHead(same ? 304 : answer.status, [...message.headers, ...Object.entries(more).flat()])
  res.end(req.method === 'HEAD' ? undefined : message.body)
}

function choose(answer: Answer, req: IncomingMessage): { packed: Packed; same: boolean } {
  const accept = headerOf(req, 'accept-encoding')
  const none = headerOf(req, 'if-none-match')
  const packed = answer[chooseEncoding(accept)]
  return { packed, same: none !== undefined && packed.tag !== null && noneMatchNames(none, packed.tag) }
}

/** One header, by its name in small letters, from the list as it came: making an object of all costs more than the answer. */
export function headerOf({ rawHeaders }: IncomingMessage, wanted: string): string | undefined {
  let found: string | undefined
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length !== wanted.length || name.toLowerCase() !== wanted) continue
    found = found === undefined ? rawHeaders[i + 1] : `${found}, ${rawHeaders[i + 1] ?? ''}`
  }
  return found
}

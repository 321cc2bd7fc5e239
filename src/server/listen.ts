import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Duplex } from 'node:stream'
import type { Config } from '#src/config.ts'
import { standingHeaders } from './headers.ts'
import { LIMITS, MAX_CONNECTIONS, MAX_WAITING } from './limits.ts'

/** A request that was not answered at once: a server says so of each, to whoever keeps count. */
export const UNDER_WAY = 'under-way'

/** Answers what stands ready, or does nothing and says false. */
export type Ready = (req: IncomingMessage, res: ServerResponse) => boolean

/**
 * Our own node:http server with its limits, listening when the promise resolves. What is `ready` leaves before anything
 * else is done, except when the server is closing and each answer has to say so.
 */
export async function listen(
  config: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  onRequest: RequestListener,
  limits: typeof LIMITS = LIMITS,
  ready: Ready = () => false,
): Promise<Server> {
  const server = createServer(limits, (req, res) => {
    if (waitsTooLong(res, req.socket)) return void req.socket.destroy()
    if (server.listening && ready(req, res)) return
    server.emit(UNDER_WAY, req, res)
    onRequest(req, res)
  })
  server.maxConnections = MAX_CONNECTIONS
  const headers = standingHeaders(config.publicUrl)
  const answering = new WeakMap<Duplex, ServerResponse>()
  server.on(UNDER_WAY, (req: IncomingMessage, res: ServerResponse) => {
    answering.set(req.socket, res)
    res.once('close', () => answering.delete(req.socket))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // In the middle of an answer a second one would be taken for its continuation.
    if (answering.get(socket)?.headersSent || !socket.writable) socket.destroy()
    else answerBroken(error, socket, headers)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return server
}

const waiting = new WeakMap<Duplex, number>()

/**
 * Whether too many answers wait for their turn on one connection. No browser asks again before it has been answered; whoever
 * does, and does not read, would have us hold thousands of answers.
 */
function waitsTooLong(res: ServerResponse, socket: Duplex): boolean {
  if (res.socket) return false
  const count = (waiting.get(socket) ?? 0) + 1
  waiting.set(socket, count)
  res.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1))
  return count > MAX_WAITING
}

const STATUS: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
}

/** What could not be read as a request still gets an answer with all the standing headers. */
function answerBroken(error: NodeJS.ErrnoException, socket: Duplex, headers: Record<string, string>): void {
  const status = STATUS[error.code ?? ''] ?? 400
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': '0' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  // Whoever does not hang up after its answer is hung up on.
  setTimeout(() => socket.destroy(), 1_000).unref()
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n`)
}

import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Config } from '#src/config.ts'
import { standingHeaders } from './headers.ts'
import { LIMITS, MAX_CONNECTIONS } from './limits.ts'

/** Our own node:http server with its limits, listening when the promise resolves. */
export async function listen(
  config: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  onRequest: RequestListener,
  limits: typeof LIMITS = LIMITS,
): Promise<Server> {
  const server = createServer(limits, onRequest)
  server.maxConnections = MAX_CONNECTIONS
  const headers = standingHeaders(config.publicUrl)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    answerBroken(error, socket as Socket, headers),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return server
}

const STATUS: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
}

/** What could not be read as a request still gets an answer with all the standing headers. */
function answerBroken(error: NodeJS.ErrnoException, socket: Socket, headers: Record<string, string>): void {
  if (!socket.writable || socket.bytesWritten > 0 || error.code === 'ECONNRESET') return void socket.destroy()
  const status = STATUS[error.code ?? ''] ?? 400
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}connection: close\r\ncontent-length: 0\r\n\r\n`,
  )
}

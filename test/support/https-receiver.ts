import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { join } from 'node:path'

const file = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'utf8')

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export type Answering = (request: Received, response: ServerResponse, raw: IncomingMessage) => void

/** A real HTTPS server on the loopback address that keeps what is posted to it; `ca` vouches for it. */
export async function startReceiver(answer: Answering = (_, response) => response.end('ok')) {
  const received: Received[] = []
  let answering = answer
  const server = createServer(
    { key: file('localhost.key'), cert: file('localhost.pem') },
    (raw, response) => {
      const parts: Buffer[] = []
      raw.on('data', (part: Buffer) => parts.push(part))
      raw.on('end', () => {
        const one = { path: raw.url ?? '', headers: raw.headers, body: Buffer.concat(parts) }
        received.push(one)
        answering(one, response, raw)
      })
      raw.on('error', () => {})
    },
  )
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    port,
    origin: `https://localhost:${port}`,
    ca: file('localhost.pem'),
    received,
    answers(next: Answering) {
      answering = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

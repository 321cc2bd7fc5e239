import type { IncomingMessage, ServerOptions } from 'node:http'

/** Time and size of a request (W14); Node's own defaults leave a slow connection open for five minutes. */
export const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
  // Longer than the minute for which proxies keep an idle connection, so that the proxy is the one to close it.
  keepAliveTimeout: 65_000,
} satisfies ServerOptions

export const MAX_CONNECTIONS = 4_000
export const MAX_BODY = 256 * 1024

/** How far a body that is too long is still read, so that its sender gets to see the answer. */
const PATIENCE = 4 * 1024 * 1024
/** How much of it is kept: far more than anybody writes, far less than would hurt. */
const KEPT = 1024 * 1024

/**
 * The body of a request, `whole` unless it is longer than `most` bytes, whatever its headers claim. Reading it before
 * anything else is done means that no page ever waits for a slow sender.
 */
export async function readBody(
  req: IncomingMessage,
  most = MAX_BODY,
): Promise<{ body: Buffer; whole: boolean }> {
  if (Number(req.headers['content-length'] ?? 0) > PATIENCE) return { body: Buffer.of(), whole: false }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= Math.max(most, KEPT)) chunks.push(chunk)
    if (size > PATIENCE) break
  }
  return { body: Buffer.concat(chunks), whole: size <= most }
}

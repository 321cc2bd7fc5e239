import type { IncomingMessage, ServerOptions } from 'node:http'
import { showsSecret } from '#src/channels/email/bounce/secret.ts'

/** Time and size of a request (W14); Node's own defaults leave a slow connection open for five minutes. */
export const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
  // Longer than the minute for which proxies keep an idle connection, so that the proxy is the one to close it.
  keepAliveTimeout: 65_000,
} satisfies ServerOptions

/** What we tell clients about it, in seconds. */
export const KEEP_SECONDS = LIMITS.keepAliveTimeout / 1000

export const MAX_CONNECTIONS = 4_000
/** Answers that wait for their turn on one connection. */
export const MAX_WAITING = 100
export const MAX_BODY = 256 * 1024
/** Events of a mail provider, many at once. */
const MAX_EVENTS = 1024 * 1024
/** A mail that came back with everything that was attached to it, from somebody who has shown that they may. */
const MAX_MAIL = 25 * 1024 * 1024

/** A list of people that staff bring, with what a form puts around it. */
const MAX_LIST = 20 * 1024 * 1024 + 16 * 1024

/** How long the body of a request may be that comes from staff; others have theirs. */
export function uploadLimit(url: string, isStaff: boolean): number | null {
  return isStaff && bringsList(url) ? MAX_LIST : null
}

/** Where lists of people are brought to. */
export const bringsList = (url: string) => /^\/admin\/subscribers\/imports\/upload(?:\?|$)/.test(url)

/** How long the body of a request may be. What is very long is read only for those who show the secret in its head. */
export function bodyLimit(url: string, authorization: string | undefined, secret: string | null): number {
  if (!/^\/hooks\/mail(?:\?|$)/.test(url)) return MAX_BODY
  return secret && showsSecret(authorization, secret) ? MAX_MAIL : MAX_EVENTS
}

/** How far a body that is too long is read before it is answered, so that its sender gets back what it said. */
const PATIENCE = 4 * 1024 * 1024
/** How much more of it is then taken to nowhere. */
const DISCARDED = 64 * 1024 * 1024
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
  const patience = Math.max(PATIENCE, most)
  const claimed = Number(req.headers['content-length'] ?? 0)
  if (claimed > patience) return { body: Buffer.of(), whole: false }
  const kept = Math.max(most, KEPT)
  const chunks: Buffer[] = []
  // What is very long is put where it stays at once: gathered first and joined later it would stand there twice.
  const place = claimed > KEPT && claimed <= kept ? Buffer.allocUnsafe(claimed) : null
  let size = 0
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (place) chunk.copy(place, size)
    else if (size + chunk.length <= kept) chunks.push(chunk)
    size += chunk.length
    if (size > patience) break
  }
  return { body: place?.subarray(0, size) ?? Buffer.concat(chunks), whole: size <= most }
}

/**
 * Reads to nowhere what still comes of a request that has its answer, and then calls `through`. Cut off while it writes,
 * its sender would be told of a broken connection instead; whoever never ends is cut off all the same.
 */
export function discardRest(req: IncomingMessage, through: () => void): void {
  let left = DISCARDED
  req.once('end', through)
  // It hung up before it was through: nobody waits for anything any more.
  req.on('error', () => {})
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) req.destroy()
  })
  req.resume()
}

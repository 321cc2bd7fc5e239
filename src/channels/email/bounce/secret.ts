import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** How far the clock of whoever signs may be from ours. */
const PATIENCE = 5 * 60_000

/** Whether two texts are the same, in a time that says nothing about either. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

/** Whether an Authorization header shows the secret: as a bearer token, or as the password of anybody (RFC 6750, 7617). */
export function showsSecret(authorization: string | null | undefined, secret: string): boolean {
  const [, scheme = '', value = ''] = /^(bearer|basic)[ ]+(\S{1,4096})\s*$/i.exec(authorization ?? '') ?? []
  if (scheme.toLowerCase() === 'bearer') return same(value, secret)
  const pair = scheme ? Buffer.from(value, 'base64').toString('utf8') : ''
  const colon = pair.indexOf(':')
  return colon >= 0 && same(pair.slice(colon + 1), secret)
}

/**
 * Whether `t={seconds},v1={hex}` is an HMAC-SHA-256 of `{seconds}.{body}`, made with the secret within five minutes of
 * `now` (milliseconds): an old request that somebody overheard proves nothing.
 */
export function signatureHolds(header: string | null, body: Buffer, secret: string, now: number): boolean {
  const [, seconds = '', given = ''] = /^t=(\d{1,12}),\s*v1=([\da-f]{64})$/i.exec(header ?? '') ?? []
  if (!given || Math.abs(Number(seconds) * 1_000 - now) > PATIENCE) return false
  return same(
    createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex'),
    given.toLowerCase(),
  )
}

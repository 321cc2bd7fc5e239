import { mac, macHolds } from '#src/keys.ts'

/**
 * The token in `/u/{token}` and `/subscriptions/{token}`: a keyed MAC over a subscriber and its version. It is made
 * anew for each message, never stored, and does not expire; raising the version voids every older one.
 */
export function subscriptionToken(id: number, version: number): string {
  return `${id}-${version}-${mac('subscription', `${id}.${version}`)}`
}

/** The subscriber and version that a token speaks for; null when it was not made by us. */
export function readSubscriptionToken(token: string): { id: number; version: number } | null {
  return readToken('subscription', token)
}

/** The token of a confirmation link; `nonce` ties it to the newest one asked for. */
export function confirmToken(id: number, nonce: string): string {
  return `${id}-${mac('confirm', `${id}.${nonce}`)}`
}

/** The subscriber whom a confirmation token names; {@link confirmTokenHolds} says whether it still opens anything. */
export function confirmTokenSubject(token: string): number | null {
  const id = Number(/^(\d{1,15})-[\w-]{22}$/.exec(token)?.[1])
  return Number.isSafeInteger(id) ? id : null
}

export function confirmTokenHolds(token: string, id: number, nonce: string): boolean {
  return macHolds('confirm', `${id}.${nonce}`, token.slice(token.indexOf('-') + 1))
}

/** The token of a link that changes an address (`move`), or takes that back (`undo`); it names its subscriber as above. */
export function addressToken(purpose: 'move' | 'undo', id: number, nonce: string): string {
  return `${id}-${mac(purpose, `${id}.${nonce}`)}`
}

export function addressTokenHolds(purpose: 'move' | 'undo', token: string, id: number, nonce: string) {
  return macHolds(purpose, `${id}.${nonce}`, token.slice(token.indexOf('-') + 1))
}

/** Six digits derived from a nonce: nothing in the database gives them away without the key. */
export function codeOf(id: number, nonce: string): string {
  const number = Buffer.from(mac('code', `${id}.${nonce}`), 'base64url').readUIntBE(0, 6)
  return String(number % 1_000_000).padStart(6, '0')
}

function readToken(purpose: string, token: string): { id: number; version: number } | null {
  const match = /^(\d{1,15})-(\d{1,9})-([\w-]{22})$/.exec(token)
  if (!match?.[1] || !match[2] || !match[3]) return null
  if (!macHolds(purpose, `${match[1]}.${match[2]}`, match[3])) return null
  return { id: Number(match[1]), version: Number(match[2]) }
}

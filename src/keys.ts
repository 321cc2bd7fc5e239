import {
  createCipheriv,
  createDecipheriv,
  hash,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto'
import { config } from './config.ts'

/** A key as HMAC wants it: with the one and the other padding. */
interface Padded {
  inner: Buffer
  outer: Buffer
}

const BLOCK = 64
const derived = new Map<string, Padded>()
let secretOfThese = ''

/** A key of its own for each purpose, so that a token made for one never opens another. */
function keyFor(purpose: string): Padded {
  const secret = config().secretKey
  if (secret !== secretOfThese) derived.clear()
  secretOfThese = secret
  let key = derived.get(purpose)
  if (!key) {
    const bytes = Buffer.from(hkdfSync('sha256', secret, 'candor', purpose, 32))
    const padded = (pad: number) =>
      Buffer.alloc(BLOCK, pad).map((byte, n) => byte ^ (bytes[n] ?? 0)) as Buffer
    key = { inner: padded(0x36), outer: padded(0x5c) }
    derived.set(purpose, key)
  }
  return key
}

/** Keyed MAC of `value` for one purpose: `bytes` of HMAC-SHA-256 (16 = 128 bits) as base64url. */
export function mac(purpose: string, value: string, bytes = 16): string {
  const { inner, outer } = keyFor(purpose)
  return sha256(outer, sha256(inner, Buffer.from(value))).toString('base64url', 0, bytes)
}

/**
 * Each mail has two MACs of its own. Two hashes at once, as RFC 2104 puts them together, take half the time of Node's Hmac,
 * which is an object of the system to be made and cleared away; and a text is given back sooner than bytes.
 */
function sha256(padded: Buffer, value: Buffer): Buffer {
  return Buffer.from(hash('sha256', Buffer.concat([padded, value]), 'latin1'), 'latin1')
}

/** Whether `given` is the MAC of `value`, in constant time. */
export function macHolds(purpose: string, value: string, given: string, bytes = 16): boolean {
  const wanted = Buffer.from(mac(purpose, value, bytes))
  const got = Buffer.from(given)
  return wanted.length === got.length && timingSafeEqual(wanted, got)
}

/** A secret of somebody else's that we must be able to read again (AES-256-GCM): a dump of the database alone does not. */
export function seal(purpose: string, secret: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(purpose), nonce)
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** What was sealed for a purpose; throws when our key is another one, or it was changed. */
export function unseal(purpose: string, sealed: string): string {
  const whole = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(purpose), whole.subarray(0, 12))
  decipher.setAuthTag(whole.subarray(12, 28))
  return Buffer.concat([decipher.update(whole.subarray(28)), decipher.final()]).toString('utf8')
}

function sealingKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', config().secretKey, 'candor', `seal ${purpose}`, 32))
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A random public id: 12 characters of [a-z0-9], as programs of the field expect. */
export function newId(): string {
  return Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

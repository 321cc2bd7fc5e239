import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomInt,
  timingSafeEqual,
} from 'node:crypto'
import { config } from './config.ts'

const derived = new Map<string, KeyObject>()

/** A key of its own for each purpose, so that a token made for one never opens another. */
function keyFor(purpose: string): KeyObject {
  const secret = config().secretKey
  const id = `${purpose}\0${secret}`
  let key = derived.get(id)
  if (!key) {
    key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'candor', purpose, 32)))
    derived.set(id, key)
  }
  return key
}

/** Keyed MAC of `value` for one purpose: `bytes` of HMAC-SHA-256 (16 = 128 bits) as base64url. */
export function mac(purpose: string, value: string, bytes = 16): string {
  return createHmac('sha256', keyFor(purpose)).update(value).digest().subarray(0, bytes).toString('base64url')
}

/** Whether `given` is the MAC of `value`, in constant time. */
export function macHolds(purpose: string, value: string, given: string, bytes = 16): boolean {
  const wanted = Buffer.from(mac(purpose, value, bytes))
  const got = Buffer.from(given)
  return wanted.length === got.length && timingSafeEqual(wanted, got)
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A random public id: 12 characters of [a-z0-9], as programs of the field expect. */
export function newId(): string {
  return Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

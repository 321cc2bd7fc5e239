import { createECDH } from 'node:crypto'

type Mac = (purpose: string, value: string, bytes?: number) => string

/**
 * The pair of keys by which push services know us (RFC 8292), as base64url: derived from SECRET_KEY, so that every process
 * has the same and no file is kept. Another SECRET_KEY makes others, and browsers have to subscribe anew.
 */
export function vapidKeys(mac: Mac): { publicKey: string; privateKey: string } {
  for (let turn = 1; ; turn += 1) {
    const ecdh = createECDH('prime256v1')
    const privateKey = mac('vapid', String(turn), 32)
    try {
      ecdh.setPrivateKey(privateKey, 'base64url')
      return { publicKey: ecdh.getPublicKey('base64url'), privateKey }
    } catch {
      // One in four thousand million is no number of the curve: the next is.
    }
  }
}

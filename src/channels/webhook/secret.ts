import { createHmac } from 'node:crypto'

/** Keyed MACs of this installation (src/keys.ts). */
type Mac = (purpose: string, value: string, bytes?: number) => string

/** The secret of a webhook as its owner is shown it and as libraries of Standard Webhooks read it: `whsec_` and base64. */
export function webhookSecret(mac: Mac, address: string): string {
  return `whsec_${Buffer.from(mac('webhook', address, 32), 'base64url').toString('base64')}`
}

/** The headers of https://www.standardwebhooks.com: what was sent, when (seconds), and that it was us. */
export function signed(
  secret: string,
  message: { id: string; at: number; body: string },
): Record<string, string> {
  const timestamp = String(Math.floor(message.at / 1000))
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const mac = createHmac('sha256', key).update(`${message.id}.${timestamp}.${message.body}`)
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac.digest('base64')}`,
  }
}

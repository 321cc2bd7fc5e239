import { webhookSecret } from '#src/channels/webhook/secret.ts'
import { mac } from '#src/keys.ts'
import type { Subscriber } from './subscriber.ts'

/** What the calls to a webhook are signed with, for its owner alone; null where nothing is signed. */
export function secretOf({ channel, address }: Pick<Subscriber, 'channel' | 'address'>): string | null {
  return channel === 'webhook' ? webhookSecret(mac, address) : null
}

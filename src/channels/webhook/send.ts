import type { Config } from '#src/config.ts'
import type { Carrier } from '../channel.ts'
import { openPosting, postSettings } from '../http/carrier.ts'
import type { PostSettings } from '../http/post.ts'
import type { Mac } from '../open.ts'
import { webhookMessage } from './message.ts'
import { signed, webhookSecret } from './secret.ts'

export const open = (config: Config, mac: Mac): Carrier => openWebhook(postSettings(config), mac)

/** The carrier of webhooks. The id is the same on every attempt, the time is that of the attempt. */
export function openWebhook(settings: PostSettings, mac: Mac, now = Date.now): Carrier {
  return openPosting(
    'webhook',
    (notice) => {
      const at = now()
      const body = JSON.stringify(webhookMessage(notice, at))
      const secret = webhookSecret(mac, notice.to.address)
      const headers = signed(secret, { id: `msg_${notice.token}`, at, body })
      return {
        url: notice.to.address,
        headers: { 'content-type': 'application/json', 'user-agent': 'Candor-Webhook/1', ...headers },
        body,
      }
    },
    settings,
  )
}

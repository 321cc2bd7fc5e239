import { cardOf } from '../card.ts'
import type { Notice } from '../channel.ts'

/**
 * What a webhook is sent: about a post in the shape of Statuspage's webhooks (`incident`, maintenances among them; of our
 * own `release`), about itself as `subscription`, with the address at which somebody confirms it.
 */
export function webhookMessage(notice: Notice, now: number) {
  const { content, sender, to } = notice
  const meta = {
    unsubscribe: to.unsubscribeUrl,
    documentation: `${sender.publicUrl}/api`,
    generated_at: new Date(now).toISOString(),
  }
  if (content.about === 'post') return { meta, ...content.forPrograms }
  if (content.about === 'digest') return { meta, posts: content.posts.map(({ forPrograms }) => forPrograms) }
  const { title, text } = cardOf(notice, 'Webhook')
  return {
    meta,
    page: { name: sender.pageName, url: sender.publicUrl },
    subscription: { event: content.about, url: 'url' in content ? content.url : null, title, text },
  }
}

import webPush from 'web-push'
import type { Config } from '#src/config.ts'
import type { Carrier } from '../channel.ts'
import { openPosting, postSettings } from '../http/carrier.ts'
import type { PostSettings } from '../http/post.ts'
import type { Mac } from '../open.ts'
import { subscriptionOf } from './about.ts'
import { pushMessage, topicOf, urgencyOf } from './message.ts'
import { vapidKeys } from './vapid.ts'

export const open = (config: Config, mac: Mac): Carrier =>
  openWebPush(postSettings(config), mac, config.publicUrl)

/** The carrier of a browser's own messages: encrypted for that browser, signed by us, posted through the one door. */
export function openWebPush(settings: PostSettings, mac: Mac, publicUrl: string): Carrier {
  // A service that has a complaint wants somebody to write to; a page on this machine has nobody.
  const subject = publicUrl.startsWith('https:') ? publicUrl : 'mailto:nobody@example.invalid'
  const vapidDetails = { subject, ...vapidKeys(mac) }
  return openPosting(
    'webpush',
    (notice) => {
      const { endpoint, headers, body } = webPush.generateRequestDetails(
        subscriptionOf(notice.to.address),
        pushMessage(notice),
        { vapidDetails, contentEncoding: 'aes128gcm', topic: topicOf(notice), ...urgencyOf(notice) },
      )
      const { 'Content-Length': _, ...said } = headers as Record<string, string>
      const texts = Object.entries(said).map(([name, value]) => [name.toLowerCase(), String(value)])
      return { url: endpoint, headers: Object.fromEntries(texts), body: body ?? Buffer.alloc(0) }
    },
    settings,
    // A browser that no longer wants any is gone there.
    [404, 410],
  )
}

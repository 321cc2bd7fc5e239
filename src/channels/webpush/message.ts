import { directionOf } from '#src/words/language.ts'
import { cardOf, cut } from '../card.ts'
import type { Notice } from '../channel.ts'

/** Services take 4,096 octets with the wrapping; nobody reads more in the corner of a screen anyhow. */
const MOST = 2_800

/** What the service worker of the page shows: a title, a few words, and where a click leads. */
export function pushMessage(notice: Notice): string {
  const card = cardOf(notice, 'Push')
  const say = (length: number) =>
    JSON.stringify({
      title: cut(card.title, 200),
      body: cut([card.kicker, card.text].filter(Boolean).join('\n'), length),
      url: card.button?.url ?? notice.sender.publicUrl,
      tag: topicOf(notice),
      lang: card.language,
      dir: directionOf(card.language),
    })
  const whole = say(600)
  return Buffer.byteLength(whole) <= MOST ? whole : say(200)
}

/** What is newer about the same post takes the place of what has not been shown yet (RFC 8030, 5.4). */
export function topicOf({ content, token }: Notice): string {
  return content.about === 'post' ? content.post.id : token.slice(0, 32)
}

const HOUR = 3_600
/** How long a service keeps it for a browser that is off (seconds), and how soon it wakes a phone for it. */
const URGENCY = {
  incident: { TTL: 12 * HOUR, urgency: 'high' },
  closure: { TTL: 24 * HOUR, urgency: 'normal' },
  release: { TTL: 72 * HOUR, urgency: 'low' },
} as const

export function urgencyOf({ content }: Notice) {
  return content.about === 'post' ? URGENCY[content.post.kind] : URGENCY.closure
}

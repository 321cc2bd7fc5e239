import { COLOURS, cardOf, cut } from '../card.ts'
import type { Notice } from '../channel.ts'

/** What Discord reads as Markdown stands as it is. */
const escaped = (text: string) => text.replace(/[\\*_~`|[\]<>#-]/g, '\\$&')

/** Of all texts of an embed together Discord takes 6,000 characters; the news itself gets what the others leave. */
const ROOM = 6_000
const FACTS = 5

/** A notice as an embed that calls nobody, within its limits: https://docs.discord.com/developers/resources/message#embed-object */
export function discordMessage(notice: Notice) {
  const card = cardOf(notice, 'Discord')
  const about = [card.page, card.kicker].filter(Boolean).join(' · ')
  const author = { name: cut(about, 256) }
  const title = cut(card.title, 256)
  const fields = card.facts.slice(0, FACTS).map(({ name, value }) => ({
    name: cut(name, 256),
    value: cut(escaped(value), 512),
  }))
  const links = [card.button, card.change]
    .filter((link) => link !== null)
    .map(({ label, url }) => `[${cut(escaped(label), 100)}](${url})`)
    .join(' · ')
  const taken = [author.name, title, links, ...fields.flatMap(({ name, value }) => [name, value])].join('')
  const text = cut(escaped(card.text), Math.min(4_096 - links.length - 2, ROOM - taken.length - 2))
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        author,
        title,
        ...(card.button && { url: card.button.url }),
        description: [text, links].filter(Boolean).join('\n\n'),
        color: COLOURS[card.tone],
        fields,
        timestamp: new Date(notice.at).toISOString(),
      },
    ],
  }
}

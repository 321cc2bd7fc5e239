import { cardOf, cut } from '../card.ts'
import type { Notice } from '../channel.ts'

/** Slack's own signs in a text that it reads as mrkdwn; everything else here is plain text, which names and calls nobody. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const plain = (text: string, most: number) => ({
  type: 'plain_text' as const,
  text: cut(text, most),
  emoji: false,
})

/** A notice in Block Kit, within its limits: https://docs.slack.dev/reference/block-kit/blocks */
export function slackMessage(notice: Notice) {
  const card = cardOf(notice, 'Slack')
  const about = [card.page, card.kicker].filter(Boolean).join(' · ')
  const buttons = [card.button, card.change].filter((link) => link !== null)
  return {
    // What a notification shows, and readers of the screen read.
    text: cut(escaped(`${about}: ${card.title}`), 3_000),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(card.title, 150) },
      { type: 'context', elements: [plain(about, 2_000)] },
      ...(card.text ? [{ type: 'section', text: plain(card.text, 3_000) }] : []),
      ...(card.facts.length
        ? [
            {
              type: 'section',
              fields: card.facts.slice(0, 10).map(({ name, value }) => plain(`${name}\n${value}`, 2_000)),
            },
          ]
        : []),
      ...(buttons.length
        ? [
            {
              type: 'actions',
              elements: buttons.map(({ label, url }) => ({ type: 'button', text: plain(label, 75), url })),
            },
          ]
        : []),
    ],
  }
}

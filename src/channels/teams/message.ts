import { type Card, cardOf, cut, type Tone } from '../card.ts'
import type { Notice } from '../channel.ts'

const COLOUR: Record<Tone, string> = {
  good: 'Good',
  minor: 'Warning',
  major: 'Warning',
  critical: 'Attention',
  planned: 'Accent',
  news: 'Default',
}

/** What a card reads as Markdown stands as it is. */
const escaped = (text: string) => text.replace(/[\\*_[\]#]/g, '\\$&')

const block = (text: string, most: number, look: object = {}) => ({
  type: 'TextBlock',
  text: cut(escaped(text), most),
  wrap: true,
  ...look,
})

/**
 * A notice as an Adaptive Card 1.4, as a workflow's webhook takes it: https://adaptivecards.io/explorer. Teams takes 28 kB in
 * all, which these lengths stay below in any writing.
 */
export function teamsMessage(notice: Notice) {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: contentOf(cardOf(notice, 'Microsoft Teams')),
      },
    ],
  }
}

function contentOf(card: Card) {
  const about = [card.page, card.kicker].filter(Boolean).join(' · ')
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    lang: card.language,
    body: [
      block(about, 300, { size: 'Small', color: COLOUR[card.tone] }),
      block(card.title, 300, { size: 'Large', weight: 'Bolder', style: 'heading' }),
      ...(card.text ? [block(card.text, 4_000)] : []),
      ...(card.facts.length
        ? [
            {
              type: 'FactSet',
              facts: card.facts
                .slice(0, 5)
                .map(({ name, value }) => ({ title: cut(name, 100), value: cut(escaped(value), 500) })),
            },
          ]
        : []),
    ],
    actions: [card.button, card.change]
      .filter((link) => link !== null)
      .map(({ label, url }) => ({ type: 'Action.OpenUrl', title: cut(label, 75), url })),
  }
}

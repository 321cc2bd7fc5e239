import { plural } from '../plural.ts'
import type { AccountWords } from './index.ts'

export const en: AccountWords = {
  confirm: ({ page, address, kinds, parts }) => ({
    subject: `Please confirm: news from ${page}`,
    title: 'One more step',
    paragraphs: [
      `${page} was asked to write to ${address} about ${kinds}${parts ? ` that concern ${parts}` : ''}. If that was you, confirm it with the button, and we begin.`,
      'The link works once, for 7 days. If it was not you, do nothing: nobody is subscribed, and we forget the address.',
    ],
    button: 'Confirm my subscription',
  }),
  confirmPost: ({ page, address, title }) => ({
    subject: `Please confirm: news from ${page}`,
    title: 'One more step',
    paragraphs: [
      `${page} was asked to keep ${address} informed about “${title}”. If that was you, confirm it with the button, and we begin.`,
      'The link works once, for 7 days. If it was not you, do nothing: nobody is subscribed, and we forget the address.',
    ],
    button: 'Keep me informed',
  }),
  code: ({ page, code, minutes }) => ({
    subject: `${code} is your code for ${page}`,
    title: code,
    paragraphs: [
      `This is your code for ${page}. It works for ${plural('en', minutes, { one: '# minute', other: '# minutes' })}.`,
      'If you did not ask for it, do nothing.',
    ],
    button: null,
  }),
  move: ({ page, address, from }) => ({
    subject: `Please confirm your new address: ${page}`,
    title: 'Is this your new address?',
    paragraphs: [
      `Somebody who hears from ${page} at ${from} wants to hear at ${address} instead. If that was you, confirm it with the button.`,
      'If it was not you, do nothing: nothing changes.',
    ],
    button: 'Use this address',
  }),
  link: ({ page }) => ({
    subject: `Your subscription to ${page}`,
    title: 'Your subscription',
    paragraphs: [
      'With this button you see, change or end what you receive, and see all that we keep about you.',
      'If you did not ask for this, do nothing.',
    ],
    button: 'See my subscription',
  }),
  goodbye: {
    moved: ({ page, back }) => ({
      subject: `${page} no longer writes to this address`,
      title: 'We no longer write here',
      paragraphs: [
        'What came to this address goes to another one from now on, as its reader asked. Nothing more comes here.',
        ...(back ? ['If that was not you, take it back with the button.'] : []),
      ],
      button: back ? 'That was not me' : null,
    }),
    removed: ({ page, back }) => ({
      subject: `${page} no longer writes to this address`,
      title: 'We no longer write here',
      paragraphs: [
        `${page} has taken this address off its list. Nothing more comes here.`,
        ...(back ? ['If you want to go on hearing from us, say so with the button.'] : []),
      ],
      button: back ? 'I want to go on' : null,
    }),
  },
  invite: ({ page, by, role, hours }) => ({
    subject: `${by} invites you to ${page}`,
    title: 'You are invited',
    paragraphs: [
      `${by} invites you to speak for ${page} on its status page, as ${role}.`,
      `The button takes you to a page where you choose a password. It works once, for ${plural('en', hours, { one: '# hour', other: '# hours' })}. If you did not expect this, ask ${by}, or do nothing.`,
    ],
    button: 'Accept the invitation',
  }),
  alert: {
    subject: (page, title) => `[${page}] Needs somebody: ${title}`,
    state: 'Needs somebody',
    button: 'See what can be done',
  },
  why: {
    typed: (address, site) => `This one mail was sent because somebody typed ${address} on ${site}.`,
    last: (address) => `This is the last mail to ${address}.`,
    named: (who, address) => `This one mail was sent because ${who} gave ${address} as yours.`,
    owner: (page, site) =>
      `You get this because you are an owner of ${page} on ${site}; of one kind of trouble at most one mail comes in an hour.`,
  },
}

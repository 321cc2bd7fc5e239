import { KINDS } from '#src/posts/kinds.ts'
import type { Content, Notice, Recipient, Sender } from '../channel.ts'
import { briefly } from '../times.ts'
import { contactOf, greet, type Letter, subjectOf } from './letter.ts'
import { escapeHtml, listed, short } from './words.ts'

type Account = Exclude<Content, { about: 'post' }>
type Alert = Extract<Content, { about: 'alert' }>

interface Words {
  title: string
  state?: Letter['state']
  paragraphs: string[]
  button: Letter['button']
  why: string
}

/** The letter to somebody who is not subscribed, or not yet: a link or a code, and why it comes. */
export function accountLetter(notice: Notice, content: Account): Letter {
  const { sender, to } = notice
  const words: Words =
    content.about === 'alert' ? alertWords(notice, content) : accountWords(content, sender, to)
  const subject = subjectOf(content, sender)
  return {
    subject,
    preheader: short(words.paragraphs[0] ?? subject, 170),
    pageName: sender.pageName,
    accent: sender.accent,
    title: words.title,
    state: words.state ?? null,
    greeting: greet(to),
    news: {
      html: words.paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n'),
      text: words.paragraphs.join('\n\n'),
    },
    signature: [sender.pageName],
    facts: [],
    button: words.button,
    history: [],
    shortened: false,
    footer: {
      why: words.why,
      contact: content.about === 'alert' ? null : contactOf(sender),
      links: [],
      postalAddress: sender.postalAddress,
    },
  }
}

function accountWords(content: Exclude<Account, Alert>, sender: Sender, to: Recipient): Words {
  switch (content.about) {
    case 'confirm': {
      const kinds = listed(content.kinds.map((kind) => KINDS[kind].plural)) || 'news'
      const where = content.components === 'all' ? '' : ` that concern ${listed(content.components)}`
      return {
        title: 'One more step',
        paragraphs: [
          `${sender.pageName} was asked to write to ${to.address} about ${kinds}${where}. If that was you, confirm it with the button, and we begin.`,
          'The link works once, for 7 days. If it was not you, do nothing: nobody is subscribed, and we forget the address.',
        ],
        button: { label: 'Confirm my subscription', url: content.url },
        why: `This one mail was sent because somebody typed ${to.address} on ${sender.publicUrl}.`,
      }
    }
    case 'code':
      return {
        title: content.code,
        paragraphs: [
          `This is your code for ${sender.pageName}. It works for ${content.minutes} minutes.`,
          'If you did not ask for it, do nothing.',
        ],
        button: null,
        why: `This one mail was sent because somebody typed ${to.address} on ${sender.publicUrl}.`,
      }
    case 'move':
      return {
        title: 'Is this your new address?',
        paragraphs: [
          `Somebody who hears from ${sender.pageName} at ${content.from} wants to hear at ${to.address} instead. If that was you, confirm it with the button.`,
          'If it was not you, do nothing: nothing changes.',
        ],
        button: { label: 'Use this address', url: content.url },
        why: `This one mail was sent because somebody typed ${to.address} on ${sender.publicUrl}.`,
      }
    case 'link':
      return {
        title: 'Your subscription',
        paragraphs: [
          'With this button you see, change or end what you receive, and all that we keep about you.',
        ],
        button: { label: 'See my subscription', url: content.url },
        why: `This one mail was sent because somebody typed ${to.address} on ${sender.publicUrl}.`,
      }
    case 'goodbye':
      return {
        title: 'We no longer write here',
        paragraphs: [
          content.reason === 'moved'
            ? 'What came to this address goes to another one from now on, as its reader asked.'
            : `${sender.pageName} has taken this address off its list.`,
          'Nothing more comes here.',
        ],
        button: content.url ? { label: 'That was not me', url: content.url } : null,
        why: `This is the last mail to ${to.address}.`,
      }
    case 'digest':
      return {
        title: 'What happened',
        paragraphs: content.posts.map(({ post }) => `${post.stateLabel}: ${post.title} ${post.url}`),
        button: { label: 'See it on the page', url: sender.publicUrl },
        why: `You get this because ${to.address} asked ${sender.pageName} for a digest.`,
      }
    case 'invite':
      return {
        title: 'You are invited',
        paragraphs: [
          `${content.invitedBy} invites you to speak for ${sender.pageName} on its status page, as ${content.role}.`,
          `The button takes you to a page where you choose a password. It works once, for ${content.hours} hours. If you did not expect this, ask ${content.invitedBy}, or do nothing.`,
        ],
        button: { label: 'Accept the invitation', url: content.url },
        why: `This one mail was sent because ${content.invitedBy} gave ${to.address} as yours.`,
      }
  }
}

function alertWords({ sender, to, at }: Notice, { title, said, meaning, url }: Alert): Words {
  const clock = { pageZone: sender.timeZone, readerZone: to.timeZone, now: at }
  const since = Math.min(...said.map((one) => one.since))
  return {
    title,
    state: { label: 'Needs somebody', tone: 'red', detail: `since ${briefly(since, clock)}` },
    paragraphs: [...said.map(({ text }) => text), meaning],
    button: { label: 'See what can be done', url },
    why: `You get this because you are an owner of ${sender.pageName} on ${sender.publicUrl}; of one kind of trouble at most one mail comes in an hour.`,
  }
}

import { KIND_NAMES } from '#src/posts/kinds.ts'
import { accountWordsIn, type Errand } from '#src/words/account/index.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import { listOf } from '#src/words/plural.ts'
import type { Content, Notice, Recipient, Sender } from '../channel.ts'
import { briefly } from '../times.ts'
import { contactOf, greet, type Letter } from './letter.ts'
import { apart, escapeHtml, short } from './words.ts'

type Account = Exclude<Content, { about: 'post' | 'digest' }>
type Alert = Extract<Content, { about: 'alert' }>

/** The letter to somebody who is not subscribed, or not yet: a link or a code, and why it comes. */
export function accountLetter(notice: Notice, content: Account): Letter {
  const { sender, to } = notice
  const errand = content.about === 'alert' ? alertErrand(content, sender, to) : errandOf(content, sender, to)
  const url = 'url' in content ? content.url : null
  return {
    language: to.language,
    subject: errand.subject,
    preheader: short(errand.paragraphs[0] ?? errand.subject, 170),
    pageName: sender.pageName,
    accent: sender.accent,
    title: errand.title,
    titleLanguage: undefined,
    mark: null,
    state: content.about === 'alert' ? alertState(content, notice) : null,
    opening: [greet(to)],
    news: {
      html: errand.paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n'),
      text: errand.paragraphs.join('\n\n'),
    },
    closing: [],
    signature: [sender.pageName],
    facts: [],
    posts: [],
    button: errand.button && url ? { label: errand.button, url } : null,
    history: [],
    earlier: '',
    older: null,
    footer: {
      why: whyOf(content, sender, to),
      contact: content.about === 'alert' ? null : contactOf(sender, to.language),
      links: [],
      postalAddress: sender.postalAddress,
    },
  }
}

/** What it is about and what there is to do, in the reader's language. */
export function errandOf(
  content: Exclude<Account, Alert>,
  { pageName: page }: Sender,
  to: Recipient,
): Errand {
  const words = accountWordsIn(to.language)
  const { address, language } = to
  switch (content.about) {
    case 'confirm': {
      if (content.post) return words.confirmPost({ page, address, title: content.post })
      const { kinds: names } = labelsIn(language)
      const kinds = KIND_NAMES.filter((kind) => content.kinds.includes(kind)).map((kind) => names[kind])
      const parts =
        content.components === 'all'
          ? null
          : listOf(
              language,
              content.components.map((name) => apart(name, language)),
            )
      return words.confirm({ page, address, kinds: listOf(language, kinds), parts })
    }
    case 'code':
      return words.code({ page, code: content.code, minutes: content.minutes })
    case 'move':
      return words.move({ page, address, from: content.from })
    case 'link':
      return words.link({ page })
    case 'goodbye':
      return words.goodbye[content.reason]({ page, back: content.url !== null })
    case 'invite':
      return words.invite({ page, by: content.invitedBy, role: content.role, hours: content.hours })
  }
}

/** What an alert says, staff's English; only what stands around it is in the reader's language. */
function alertErrand({ title, said, meaning }: Alert, { pageName }: Sender, to: Recipient): Errand {
  const { alert } = accountWordsIn(to.language)
  return {
    subject: alert.subject(pageName, title),
    title,
    paragraphs: [...said.map(({ text }) => text), meaning],
    button: alert.button,
  }
}

function alertState({ said }: Alert, { sender, to, at }: Notice): Letter['state'] {
  const { alert } = accountWordsIn(to.language)
  const { detail } = mailWordsIn(to.language)
  const clock = { pageZone: sender.timeZone, readerZone: to.timeZone, now: at, language: to.language }
  const since = Math.min(...said.map((one) => one.since))
  return { label: alert.state, tone: 'red', detail: detail.since(briefly(since, clock)) }
}

function whyOf(content: Account, sender: Sender, to: Recipient): string {
  const { why } = accountWordsIn(to.language)
  if (content.about === 'invite') return why.named(content.invitedBy, to.address)
  if (content.about === 'alert') return why.owner(sender.pageName, sender.publicUrl)
  if (content.about === 'goodbye') return why.last(to.address)
  return why.typed(to.address, sender.publicUrl)
}

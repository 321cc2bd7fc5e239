import { mailWordsIn } from '#src/words/mail/index.ts'
import type { Notice } from '../channel.ts'
import { accountLetter } from './account-letter.ts'
import { parseEmail } from './address.ts'
import { digestLetter } from './digest-letter.ts'
import { headersOf, isForSubscribers } from './headers.ts'
import { htmlOf } from './html.ts'
import type { Letter } from './letter.ts'
import { postLetter } from './post-letter.ts'
import { textOf } from './text.ts'
import { escapeHtml, nameOf, oneLine, short } from './words.ts'

/** What the operator settled about our mail. */
export interface MailSettings {
  from: string
  accountFrom: string
  domain: string
  bounceDomain: string | null
}

/** One mail, whole and ready to be set as MIME. */
export interface Mail {
  from: { name: string; address: string }
  to: { name: string; address: string }
  replyTo: string | null
  envelope: { from: string; to: string }
  messageId: string
  /** The root that all mails about one post refer to, the first one too. */
  thread: string | null
  date: number
  subject: string
  /** In the order in which they stand; values are ASCII and need no further encoding. */
  headers: [name: string, value: string][]
  text: string
  html: string
  /** For the reader's calendar (RFC 5545); null where there is no appointment. */
  calendar: string | null
}

/** Gmail clips near 102 kB; what follows the clip is the unsubscribe link. */
const MOST_BYTES = 88_000
const MOST_NEWS = 40_000

/** The mail of a notice. Pure: the same notice gives the same mail, at every attempt. */
export function mailOf(given: Notice, settings: MailSettings): Mail {
  const name = nameOf(given.to)
  const notice = { ...given, to: { ...given.to, name: name || null } }
  const { content, sender, to } = notice
  const letter = fitting(notice)
  const replyTo = sender.contact.email ? parseEmail(sender.contact.email) : null
  return {
    from: { name: oneLine(sender.pageName), address: senderOf(content, settings) },
    to: { name, address: to.address },
    replyTo: replyTo?.ok ? replyTo.address : null,
    envelope: { from: returnPathOf(notice, settings), to: to.address },
    messageId: `<d.${notice.token}@${settings.domain}>`,
    thread: content.about === 'post' ? `<i.${content.post.id}@${settings.domain}>` : null,
    date: notice.at,
    subject: short(oneLine(letter.subject), 300),
    headers: headersOf(notice, settings.domain),
    text: textOf(letter),
    html: htmlOf(letter),
    calendar: content.about === 'post' ? content.calendar : null,
  }
}

function senderOf(content: Notice['content'], { from, accountFrom }: MailSettings): string {
  return isForSubscribers(content) ? from : accountFrom
}

/** The envelope sender: where bounces go, with the delivery in it where they have a domain of their own. */
export function returnPathOf({ content, key, token }: Notice, settings: MailSettings): string {
  const { bounceDomain } = settings
  return bounceDomain ? `bounce+${key}.${token}@${bounceDomain}` : senderOf(content, settings)
}

/** The letter of a notice; `kept` is how many of the older updates, or of the posts of a digest, it carries. */
function letterOf(notice: Notice, kept = Number.POSITIVE_INFINITY): Letter {
  const { content } = notice
  if (content.about === 'post') return postLetter(notice, content, kept)
  return content.about === 'digest' ? digestLetter(notice, content, kept) : accountLetter(notice, content)
}

/** Somebody with more to their name than most, so that the same of a post fits for everybody. */
const LONG = { name: 'x'.repeat(100), address: 'x'.repeat(100), url: 'x'.repeat(200) }

/** The letter with as much of its history as keeps the mail whole in every mail program. */
function fitting(notice: Notice): Letter {
  const { name, unsubscribeUrl, preferencesUrl } = notice.to
  const measured: Notice = {
    ...notice,
    to: {
      ...notice.to,
      name: name && LONG.name,
      address: LONG.address,
      unsubscribeUrl: unsubscribeUrl && LONG.url,
      preferencesUrl: preferencesUrl && LONG.url,
    },
  }
  const whole = letterOf(notice)
  const most = whole.history.length || whole.posts.length
  for (let kept = most; kept >= 0; kept = Math.floor(kept / 2) || kept - 1) {
    if (Buffer.byteLength(htmlOf(letterOf(measured, kept))) <= MOST_BYTES)
      return kept === most ? whole : letterOf(notice, kept)
  }
  return { ...letterOf(notice, 0), news: cut(whole.news, notice) }
}

/** A text far longer than a letter: its beginning, and where the rest stands. */
function cut({ text, language }: Letter['news'], { content, to }: Notice): Letter['news'] {
  const rest = content.about === 'post' ? mailWordsIn(to.language).wholeText(content.post.url) : ''
  let begin = text
  while (Buffer.byteLength(escapeHtml(begin)) > MOST_NEWS)
    begin = short(begin, Math.floor(begin.length * 0.8))
  const paragraphs = [...begin.split(/\n{2,}/).slice(0, 200), rest].filter(Boolean)
  return {
    html: paragraphs.map((one) => `<p>${escapeHtml(one).replaceAll('\n', '<br>')}</p>`).join('\n'),
    text: paragraphs.join('\n\n'),
    language,
  }
}

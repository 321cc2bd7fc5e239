import type { Notice } from '../channel.ts'
import { accountLetter } from './account-letter.ts'
import { parseEmail } from './address.ts'
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
    headers: headersOf(notice, settings),
    text: textOf(letter),
    html: htmlOf(letter),
  }
}

function senderOf({ about }: Notice['content'], { from, accountFrom }: MailSettings): string {
  return about === 'post' ? from : accountFrom
}

/** The envelope sender: where bounces go, with the delivery in it where they have a domain of their own. */
export function returnPathOf({ content, key, token }: Notice, settings: MailSettings): string {
  const { bounceDomain } = settings
  return bounceDomain ? `bounce+${key}.${token}@${bounceDomain}` : senderOf(content, settings)
}

/** E1, beyond what every mail has. */
function headersOf(notice: Notice, { domain }: MailSettings): [string, string][] {
  const { content, sender, to } = notice
  const page = slug(sender.pageName)
  const senderId = domain
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase()
    .slice(0, 15)
    .padEnd(5, '0')
  const common: [string, string][] = [
    ['Auto-Submitted', 'auto-generated'],
    ['X-Auto-Response-Suppress', 'All'],
  ]
  if (content.about !== 'post') return common
  return [
    ...(to.unsubscribeUrl
      ? ([
          ['List-Unsubscribe', `<${to.unsubscribeUrl}>`],
          ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
        ] as [string, string][])
      : []),
    ['List-Id', `${phrase(`${oneLine(sender.pageName)} updates`)} <updates.${domain}>`],
    ...common,
    ['Precedence', 'bulk'],
    ['Feedback-ID', `${content.post.kind}:${page}:${content.occasion}:${senderId}`],
  ]
}

/** The letter of a notice; `history` is how many of the older updates it carries. */
function letterOf(notice: Notice, history = Number.POSITIVE_INFINITY): Letter {
  const { content } = notice
  return content.about === 'post' ? postLetter(notice, content, history) : accountLetter(notice, content)
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
  for (let kept = whole.history.length; kept >= 0; kept = Math.floor(kept / 2) || kept - 1) {
    if (Buffer.byteLength(htmlOf(letterOf(measured, kept))) <= MOST_BYTES) return letterOf(notice, kept)
  }
  return { ...letterOf(notice, 0), news: cut(whole.news.text, notice) }
}

/** A text far longer than a letter: its beginning, and where the rest stands. */
function cut(text: string, { content }: Notice): Letter['news'] {
  const rest = content.about === 'post' ? `The whole text stands here: ${content.post.url}` : ''
  let begin = text
  while (Buffer.byteLength(escapeHtml(begin)) > MOST_NEWS)
    begin = short(begin, Math.floor(begin.length * 0.8))
  const paragraphs = [...begin.split(/\n{2,}/).slice(0, 200), rest].filter(Boolean)
  return {
    html: paragraphs.map((one) => `<p>${escapeHtml(one).replaceAll('\n', '<br>')}</p>`).join('\n'),
    text: paragraphs.join('\n\n'),
  }
}

function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
  return (
    plain
      .replace(/^-+|-+$/g, '')
      .slice(0, 30)
      .toLowerCase() || 'page'
  )
}

/** A display name as RFC 5322 wants it: quoted, or in encoded words of at most 75 characters. */
function phrase(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `"${text.replace(/["\\]/g, '\\$&').slice(0, 120)}"`
  const words: string[] = []
  let word = ''
  for (const letter of short(text, 80)) {
    if (Buffer.byteLength(word + letter) > 42) {
      words.push(word)
      word = ''
    }
    word += letter
  }
  return [...words, word].map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join(' ')
}

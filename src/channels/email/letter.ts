import type { Content, Notice, NoticeUpdate, Recipient, Sender } from '../channel.ts'
import { aheadOf, briefly, type Clock, instantFor, spanFor } from '../times.ts'

export type Tone = 'red' | 'orange' | 'amber' | 'green' | 'blue' | 'violet' | 'grey'

/** A text in both its forms; `html` is already safe. */
export interface Said {
  html: string
  text: string
}

/** A mail as a letter, before it is set as HTML or as plain text. Every string is plain unless it is {@link Said}. */
export interface Letter {
  subject: string
  preheader: string
  pageName: string
  title: string
  /** One line of how things stand: a word, and what belongs to it. */
  state: { label: string; tone: Tone; detail: string } | null
  greeting: string
  news: Said
  /** Who says it, and when. */
  signature: string[]
  facts: { name: string; lines: string[] }[]
  button: { label: string; url: string } | null
  /** Older updates, newest first. */
  history: { label: string; when: string; said: Said }[]
  /** Some of the older updates stand on the page only. */
  shortened: boolean
  footer: {
    why: string
    contact: string | null
    links: { label: string; url: string }[]
    postalAddress: string | null
  }
}

type Post = Extract<Content, { about: 'post' }>

/** The letter of a notice; `history` is how many of the older updates it carries. */
export function letterOf(notice: Notice, history = Number.POSITIVE_INFINITY): Letter {
  const { content } = notice
  return content.about === 'post' ? postLetter(notice, content, history) : accountLetter(notice, content)
}

/** The subject: the same for every update of a post, so that they stand in one thread. */
export function subjectOf(content: Content, sender: Sender): string {
  switch (content.about) {
    case 'post':
      return `[${sender.pageName}] ${content.post.title}`
    case 'confirm':
      return `Please confirm: news from ${sender.pageName}`
    case 'code':
      return `${content.code} is your code for ${sender.pageName}`
    case 'invite':
      return `${content.invitedBy} invites you to ${sender.pageName}`
  }
}

function postLetter(notice: Notice, content: Post, kept: number): Letter {
  const { sender, to } = notice
  const { post, updates } = content
  const clock: Clock = { pageZone: sender.timeZone, readerZone: to.timeZone, now: notice.at }
  const news = updates[0] ?? emptyUpdate(content, notice.at)
  const older = updates.slice(1)
  const state = stateLine(content, clock)
  return {
    subject: subjectOf(content, sender),
    preheader: short(`${state.label}: ${news.text.replace(/\s+/g, ' ')}`, 140),
    pageName: sender.pageName,
    title: post.title,
    state,
    greeting: greet(to),
    news,
    signature: [news.authorName ?? sender.pageName, instantFor(news.at, clock)],
    facts: factsOf(content, clock),
    button: { label: BUTTONS[post.kind], url: post.url },
    history: older.slice(0, kept).map((update) => ({
      label: update.stateLabel,
      when: instantFor(update.at, clock) + (update.authorName ? `, ${update.authorName}` : ''),
      said: update,
    })),
    shortened: older.length > kept,
    footer: {
      why: `You get this because ${to.address} asked ${sender.pageName} for news of ${PLURALS[post.kind]}.`,
      contact: contactOf(sender),
      links: [
        { label: 'Change what you receive', url: to.preferencesUrl },
        { label: 'Stop these mails', url: to.unsubscribeUrl },
        { label: 'View online', url: post.url },
      ].filter((link): link is { label: string; url: string } => link.url !== null),
      postalAddress: sender.postalAddress,
    },
  }
}

const BUTTONS = {
  incident: 'Follow it on the page',
  closure: 'See it on the page',
  release: 'Read it on the page',
} as const
const PLURALS: Record<string, string> = { incident: 'incidents', closure: 'closures', release: 'releases' }

function emptyUpdate({ post }: Post, at: number): NoticeUpdate {
  return { state: post.state, stateLabel: post.stateLabel, html: '', text: '', authorName: null, at }
}

function stateLine({ occasion, post }: Post, clock: Clock): NonNullable<Letter['state']> {
  const line = (tone: Tone, detail: string, label = post.stateLabel) => ({ label, tone, detail })
  if (post.kind === 'incident') {
    if (post.state === 'resolved' || post.state === 'postmortem') {
      const lasted =
        post.startedAt !== null && post.resolvedAt !== null ? post.resolvedAt - post.startedAt : 0
      return line('green', lasted > 0 ? `after ${lengthOf(lasted)}` : '')
    }
    const tone = ({ critical: 'red', major: 'orange', minor: 'amber' } as const)[post.impact ?? ''] ?? 'grey'
    const since = post.startedAt === null ? '' : `since ${briefly(post.startedAt, clock)}`
    const impact = post.impact && post.impact !== 'none' ? post.impact : ''
    return line(tone, [impact, since].filter(Boolean).join(', '))
  }
  if (post.kind === 'release') {
    return line(post.state === 'withdrawn' ? 'grey' : 'violet', post.labels.map(capital).join(', '))
  }
  const span =
    post.startsAt !== null && post.endsAt !== null ? spanFor(post.startsAt, post.endsAt, clock) : ''
  if (post.state === 'cancelled') return line('grey', 'it will not take place')
  if (post.state === 'completed') return line('green', '')
  if (occasion === 'reminder' && post.startsAt !== null)
    return line('blue', span, `Begins ${aheadOf(clock.now, post.startsAt)}`)
  if (post.state === 'scheduled') return line('blue', span)
  return line('blue', post.endsAt === null ? '' : `until ${briefly(post.endsAt, clock)}`)
}

function factsOf({ post, components }: Post, clock: Clock): Letter['facts'] {
  const facts: Letter['facts'] = []
  const fact = (name: string, ...lines: string[]) => {
    if (lines.length) facts.push({ name, lines })
  }
  const instant = (name: string, at: number | null) => {
    if (at !== null) fact(name, instantFor(at, clock))
  }
  const incident = post.kind === 'incident'
  const says = (component: { status: string }) => incident && component.status !== 'operational'
  fact(
    incident ? 'Affected' : 'About',
    ...components.map((one) => (says(one) ? `${one.name}: ${one.statusLabel.toLowerCase()}` : one.name)),
  )
  if (incident) {
    if (post.impact && post.impact !== 'none') fact('Impact', capital(post.impact))
    instant('Began', post.startedAt)
    instant('Resolved', post.resolvedAt)
  }
  if (post.kind === 'closure') {
    instant('From', post.startsAt)
    instant('Until', post.endsAt)
  }
  if (post.stillWorks) fact('What still works', ...post.stillWorks.split(/\r?\n/).filter(Boolean))
  if (post.resolvedAt === null) instant('Next update by', post.nextUpdateBy)
  return facts
}

function accountLetter(notice: Notice, content: Exclude<Content, Post>): Letter {
  const { sender, to } = notice
  const words = accountWords(content, sender, to)
  const subject = subjectOf(content, sender)
  return {
    subject,
    preheader: short(words.paragraphs[0] ?? subject, 140),
    pageName: sender.pageName,
    title: words.title,
    state: null,
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
    footer: { why: words.why, contact: contactOf(sender), links: [], postalAddress: sender.postalAddress },
  }
}

function accountWords(
  content: Exclude<Content, Post>,
  sender: Sender,
  to: Recipient,
): { title: string; paragraphs: string[]; button: Letter['button']; why: string } {
  switch (content.about) {
    case 'confirm': {
      const kinds = listed(content.kinds.map((kind) => PLURALS[kind] ?? kind)) || 'news'
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

function greet(to: Recipient): string {
  return to.name ? `Hello ${to.name},` : 'Hello,'
}

function contactOf({ contact }: Sender): string | null {
  const ways = [
    contact.email ? `write to ${contact.email}` : '',
    contact.phone ? `call ${contact.phone}` : '',
    contact.url ? `go to ${contact.url}` : '',
  ].filter(Boolean)
  if (!ways.length) return null
  const reply = contact.email ? 'Reply to this mail, or ' : ''
  const rest = listed(ways, 'or')
  return `Questions? ${reply}${reply ? rest : capital(rest)}. A person reads it.`
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function listed(words: string[], joint = 'and'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`
}

/** "3 h 20 min", "45 min", "2 days". */
function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60)
    return `${Math.floor(minutes / 60)} h ${minutes % 60 ? `${minutes % 60} min` : ''}`.trim()
  return `${Math.round(minutes / 1440)} days`
}

/** At most `length` characters, cut between words. */
export function short(text: string, length: number): string {
  if (text.length <= length) return text.trim()
  const cut = text.slice(0, length - 1)
  return `${(/\s/.test(cut) ? cut.replace(/\s+\S*$/, '') : cut).trimEnd()}…`
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

import type { Content, Notice, NoticeUpdate } from '../channel.ts'
import { aheadOf, briefly, type Clock, instantFor, spanFor } from '../times.ts'
import { contactOf, greet, type Letter, subjectOf, type Tone } from './letter.ts'
import { capital, lengthOf, short } from './words.ts'

type Post = Extract<Content, { about: 'post' }>

/** The letter about a post: the news first, then facts, then what was said before. */
export function postLetter(notice: Notice, content: Post, kept: number): Letter {
  const { sender, to } = notice
  const { post, updates } = content
  const clock: Clock = { pageZone: sender.timeZone, readerZone: to.timeZone, now: notice.at }
  // A closure is told in the clock of the place that closes.
  const local: Clock = { ...clock, pageZone: post.timeZone ?? clock.pageZone }
  const news = updates[0] ?? emptyUpdate(content, notice.at)
  const older = updates.slice(1)
  const state = stateLine(content, local)
  return {
    subject: subjectOf(content, sender),
    preheader: short(`${state.label}: ${news.text.replace(/\s+/g, ' ')}`, 170),
    pageName: sender.pageName,
    accent: sender.accent,
    title: post.title,
    state,
    greeting: greet(to),
    news,
    signature: [news.authorName ?? sender.pageName, instantFor(news.at, clock)],
    facts: factsOf(content, local),
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
  return {
    state: post.state,
    stateLabel: post.stateLabel,
    html: '',
    text: '',
    authorName: null,
    at,
    language: post.language,
  }
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

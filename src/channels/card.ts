import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import type { Notice, PostContent } from './channel.ts'
import { errandOf } from './email/account-letter.ts'
import { briefly, type Clock, sinceWords, spanFor } from './times.ts'

export type Tone = 'good' | 'minor' | 'major' | 'critical' | 'planned' | 'news'

/** What a message says where there is room for a few lines and a button: in a chat, or in the corner of a screen. */
export interface Card {
  language: Language
  page: string
  tone: Tone
  /** “Incident, investigating”; null where there is nothing to say above the title. */
  kicker: string | null
  title: string
  text: string
  facts: { name: string; value: string }[]
  button: { label: string; url: string } | null
  /** Where the reader changes or ends it. */
  change: { label: string; url: string } | null
}

/** A notice as a card in the reader's language, nothing escaped or cut yet; `name`: what the reader's address is called. */
export function cardOf(notice: Notice, name: string): Card {
  const { content, sender, to } = notice
  const { language } = to
  const words = mailWordsIn(language)
  const change = to.preferencesUrl ? { label: words.links.change, url: to.preferencesUrl } : null
  const common = { language, page: sender.pageName, change }
  if (content.about === 'post') return { ...common, ...postCard(notice, content) }
  if (content.about === 'digest') {
    const { digest, button } = words
    const title = digest.title(content.posts.length, sinceWords(content.since, clockOf(notice)))
    const text = content.posts.map(
      (post) => `${kickerOf(post, language)}\n${post.post.title}\n${post.post.url}`,
    )
    const link = { label: button.digest, url: sender.publicUrl }
    return { ...common, tone: 'news', kicker: null, title, text: text.join('\n\n'), facts: [], button: link }
  }
  if (content.about === 'alert') throw new Error('Alerts go by mail.')
  const errand = errandOf(content, sender, { ...to, address: name })
  const url = 'url' in content ? content.url : null
  return {
    ...common,
    tone: 'news',
    kicker: null,
    title: `${sender.pageName}: ${errand.title}`,
    text: errand.paragraphs.join('\n\n'),
    facts: [],
    button: errand.button && url ? { label: errand.button, url } : null,
  }
}

function postCard(notice: Notice, content: PostContent) {
  const { post, components, updates } = content
  const { language } = notice.to
  const words = mailWordsIn(language)
  const { status } = labelsIn(language)
  const clock = clockOf(notice, post.timeZone)
  const facts: Card['facts'] = []
  const about = post.kind === 'release' ? words.facts.about : words.facts.affected
  const named = components.map((one) =>
    post.kind === 'release'
      ? one.name
      : `${one.name}: ${status[one.status as keyof typeof status] ?? one.statusLabel}`,
  )
  if (named.length) facts.push({ name: about, value: named.join('\n') })
  if (post.startsAt !== null && post.endsAt !== null && post.kind === 'closure')
    facts.push({ name: words.facts.from, value: spanFor(post.startsAt, post.endsAt, clock) })
  if (post.stillWorks) facts.push({ name: words.facts.stillWorks, value: post.stillWorks })
  if (post.nextUpdateBy !== null)
    facts.push({ name: words.facts.nextUpdateBy, value: briefly(post.nextUpdateBy, clock) })
  return {
    tone: toneOf(content),
    kicker: kickerOf(content, language),
    title: post.title,
    text: updates[0]?.text ?? '',
    facts,
    button: { label: words.button[post.kind], url: post.url },
  }
}

function kickerOf({ post }: PostContent, language: Language): string {
  const { kind, state } = labelsIn(language)
  return `${kind[post.kind]}: ${state[post.state as keyof typeof state] ?? post.stateLabel}`
}

function toneOf({ post }: PostContent): Tone {
  if (post.kind === 'closure') return 'planned'
  if (post.kind === 'release') return 'news'
  if (post.state === 'resolved' || post.state === 'postmortem') return 'good'
  return post.impact === 'critical' ? 'critical' : post.impact === 'major' ? 'major' : 'minor'
}

function clockOf({ sender, to, at }: Notice, pageZone?: string | null): Clock {
  return {
    pageZone: pageZone ?? sender.timeZone,
    readerZone: to.timeZone,
    now: at,
    language: to.language,
  }
}

/** The whole of it as plain lines, as staff see what somebody got. */
export function cardText({ kicker, title, text, facts, button, change }: Card): string {
  const lines = [
    kicker,
    title,
    '',
    text,
    '',
    ...facts.map(({ name, value }) => `${name}: ${value.replaceAll('\n', ', ')}`),
    '',
    ...[button, change].map((link) => link && `${link.label}: ${link.url}`),
  ]
  return lines
    .filter((line) => line !== null)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** At most so many characters (UTF-16, as everybody's limits count), never half of one, with a sign that more was there. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text
    .slice(0, most - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`
}

/** Each tone as a colour, `0xrrggbb`. */
export const COLOURS: Record<Tone, number> = {
  good: 0x2e7d4f,
  minor: 0xb8860b,
  major: 0xc2570c,
  critical: 0xb3261e,
  planned: 0x2f6db3,
  news: 0x5b6472,
}

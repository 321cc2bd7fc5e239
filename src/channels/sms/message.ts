import type { State } from '#src/posts/kinds.ts'
import { fill } from '#src/wording/template.ts'
import { type Values, valuesOf } from '#src/wording/values.ts'
import { templatesFor } from '#src/wording/wording.ts'
import { type SmsWords, smsWordsIn } from '#src/words/sms/index.ts'
import type { Content, Notice, PostContent } from '../channel.ts'
import { aheadOf, tersestLength } from '../lengths.ts'
import { tersely } from '../times.ts'
import { clean, longest, stub, withoutAccents } from './fitting.ts'
import { segmentsOf } from './segments.ts'

/** More than this the carrier refuses (21617). */
const HARD_LIMIT = 1_600
const MOST_SEGMENTS = 2

/**
 * The text of a notice (S7) in the reader's language: brand first, then title, state and short link; what still fits of
 * the news itself. One segment when that can be, never more than two. Staff's own wording stands instead of ours.
 */
export function smsMessage(notice: Notice): string {
  const { content, sender, to } = notice
  const words = smsWordsIn(to.language)
  const brand = clean(sender.pageName)
  const text =
    content.about === 'post' ? postText(notice, content) : accountText(content, brand, words, sender)
  return text.length <= HARD_LIMIT ? text : text.slice(0, HARD_LIMIT)
}

/** A message of a title and of news, as much of both as it is given. */
type Make = (title: string, news: string) => string

function postText(notice: Notice, content: PostContent): string {
  const title = clean(content.post.title)
  const make = hinted(ownText(notice, content) ?? ourText(notice, content), notice, title)
  const bare = make(title, '')
  const room = segmentsOf(bare).count
  if (room > MOST_SEGMENTS) {
    const piece = (text: string) => make(text, '')
    const plain = withoutAccents(bare)
    if (segmentsOf(plain).count <= MOST_SEGMENTS) return plain
    return longest(title, piece, MOST_SEGMENTS) ?? stub(title, piece, MOST_SEGMENTS)
  }
  const news = clean(content.updates[0]?.text ?? '')
  return longest(news, (piece) => make(title, piece), room) ?? bare
}

function ourText(notice: Notice, content: PostContent): Make {
  const brand = clean(notice.sender.pageName)
  const state = stateOf(content, notice)
  const { language } = notice.to
  const [stop, gap] = language === 'ja' ? ['。', ''] : ['.', ' ']
  return (title, news) => {
    const said = [sentence(title, stop), state, news].filter(Boolean).join(gap)
    return `${brand}: ${said} ${content.post.url}`
  }
}

/** What staff wrote instead; null where they wrote nothing, or where it cannot be filled after all. */
function ownText(notice: Notice, content: PostContent): Make | null {
  const template = templatesFor(notice.sender.wording, content.post.kind, notice.to.language).sms
  if (!template) return null
  const values: Values = valuesOf(notice, content, (instant) => tersely(instant, clockOf(notice, content)))
  const make: Make = (title, news) => clean(fill(template, { ...values, title, news: news || null }))
  try {
    make(values.title ?? '', '')
    return make
  } catch {
    return null
  }
}

/** With how to stop and where to choose, when it is time to say so; where both are too much, with how to stop. */
function hinted(make: Make, { to, sender }: Notice, title: string): Make {
  if (!to.stopHint) return make
  const words = smsWordsIn(to.language)
  const place = `${sender.publicUrl.replace(/^https:\/\//, '')}/subscriptions`
  const full = `${words.stop} ${words.choose(place)}`
  const fits = segmentsOf(`${make(title, '')} ${full}`).count <= MOST_SEGMENTS
  const hint = fits ? full : words.stop
  return (about, news) => `${make(about, news)} ${hint}`
}

function clockOf({ sender, to, at }: Notice, { post }: PostContent) {
  return {
    pageZone: post.timeZone ?? sender.timeZone,
    readerZone: to.timeZone,
    now: at,
    language: to.language,
  }
}

/** The state as a sentence, with the one instant or length that matters to it. */
function stateOf(content: PostContent, notice: Notice): string {
  const { occasion, post } = content
  const { language } = notice.to
  const words = smsWordsIn(language)
  const when = (instant: number) => clean(tersely(instant, clockOf(notice, content)))
  const state = words.state[post.state as State] ?? post.stateLabel
  if (post.kind === 'closure' && post.startsAt !== null) {
    if (occasion === 'reminder')
      return words.begins(clean(aheadOf(notice.at, post.startsAt, language)), when(post.startsAt))
    if (post.state === 'scheduled' && post.movedFrom) return words.moved(when(post.startsAt))
    if (post.state === 'scheduled') return words.from(when(post.startsAt))
    if (post.state === 'in_progress' && post.endsAt !== null) return words.until(state, when(post.endsAt))
  }
  if (post.kind === 'incident' && post.resolvedAt !== null) return resolved(state, post, words, language)
  if (post.kind === 'incident' && post.nextUpdateBy !== null && post.resolvedAt === null)
    return words.nextBy(state, when(post.nextUpdateBy))
  return sentence(state, language === 'ja' ? '。' : '.')
}

function resolved(
  state: string,
  { startedAt, resolvedAt }: PostContent['post'],
  words: SmsWords,
  language: Notice['to']['language'],
): string {
  const lasted = startedAt === null || resolvedAt === null ? 0 : resolvedAt - startedAt
  if (lasted <= 0) return sentence(state, language === 'ja' ? '。' : '.')
  return words.after(state, clean(tersestLength(lasted, language)))
}

function accountText(
  content: Exclude<Content, PostContent>,
  brand: string,
  words: SmsWords,
  { publicUrl }: Notice['sender'],
): string {
  switch (content.about) {
    case 'code':
      return `${brand}: ${words.code(content.code, content.minutes)}`
    case 'confirm':
      return `${brand}: ${words.confirm(content.url)}`
    case 'move':
      return `${brand}: ${words.move(content.url)}`
    case 'link':
      return `${brand}: ${words.link(content.url)}`
    case 'goodbye':
      return `${brand}: ${words.goodbye[content.reason]}`
    case 'invite':
      return `${brand}: ${words.invite(clean(content.invitedBy), content.url)}`
    case 'alert':
      return `${brand}: ${words.alert(clean(content.title), content.url)}`
    case 'digest': {
      const titles = content.posts.map(({ post }) => clean(post.title)).join('; ')
      const make = (piece: string) =>
        [`${brand}: ${words.digest(content.posts.length)}`, piece, publicUrl].filter(Boolean).join(' ')
      return longest(titles, make, MOST_SEGMENTS) ?? make('')
    }
  }
}

function sentence(text: string, stop: string): string {
  return !text || /[.!?。！？؟]$/.test(text) ? text : `${text}${stop}`
}

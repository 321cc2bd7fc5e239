import type { Content, Notice } from '../channel.ts'
import { aheadOf, briefly } from '../times.ts'
import { plainSigns, segmentsOf } from './segments.ts'

/** More than this the carrier refuses (21617). */
const HARD_LIMIT = 1_600
const STOP = 'Reply STOP to end.'
/** A piece of text shorter than this says too little to be worth its place. */
const WORTHWHILE = 24

/**
 * The text of a notice (S7): brand first, then title, state and short link; what still fits of the news itself. One
 * segment when that can be, never more than two.
 */
export function smsMessage(notice: Notice): string {
  const { content, sender, to } = notice
  const brand = clean(sender.pageName)
  const hint = to.stopHint ? ` ${STOP}` : ''
  const text = content.about === 'post' ? postText(notice, content, brand, hint) : accountText(content, brand)
  return text.length <= HARD_LIMIT ? text : text.slice(0, HARD_LIMIT)
}

function postText(notice: Notice, content: Post, brand: string, hint: string): string {
  const title = clean(content.post.title)
  const state = stateOf(content, notice)
  const end = ` ${content.post.url}${hint}`
  const bare = (about: string) => `${brand}: ${about} ${state}${end}`
  const base = bare(sentence(title))
  if (segmentsOf(base).count > 2)
    return longest(title, (piece) => bare(sentence(piece)), 2) ?? stub(title, bare)
  const room = segmentsOf(base).count
  const body = clean(content.updates[0]?.text ?? '')
  const whole = (piece: string) => `${brand}: ${sentence(title)} ${state} ${piece}${end}`
  return longest(body, whole, room) ?? base
}

type Post = Extract<Content, { about: 'post' }>

/** The state as a sentence, with the one instant that matters to it. */
function stateOf({ occasion, post }: Post, { sender, to, at }: Notice): string {
  const clock = { pageZone: post.timeZone ?? sender.timeZone, readerZone: to.timeZone, now: at }
  const when = (instant: number) => clean(briefly(instant, clock))
  if (post.kind === 'closure' && post.startsAt !== null) {
    if (occasion === 'reminder') return `Begins ${aheadOf(at, post.startsAt)}: ${when(post.startsAt)}.`
    if (post.state === 'scheduled') return `From ${when(post.startsAt)}.`
  }
  if (post.kind === 'incident' && post.nextUpdateBy !== null && post.resolvedAt === null)
    return `${post.stateLabel}, next update by ${when(post.nextUpdateBy)}.`
  return `${post.stateLabel}.`
}

function accountText(content: Exclude<Content, Post>, brand: string): string {
  switch (content.about) {
    case 'code':
      return `${brand}: ${content.code} is your code. It works for ${content.minutes} minutes. If you did not ask for it, ignore this message.`
    case 'confirm':
      return `${brand}: confirm that you want our messages: ${content.url}`
    case 'move':
      return `${brand}: confirm that we may write to this number: ${content.url}`
    case 'link':
      return `${brand}: your subscription: ${content.url}`
    case 'goodbye':
      return `${brand}: nothing more comes to this number.`
    case 'digest':
      return `${brand}: ${content.posts.map(({ post }) => clean(post.title)).join('; ')}`
    case 'invite':
      return `${brand}: ${clean(content.invitedBy)} invites you: ${content.url}`
    case 'alert':
      return `${brand} needs somebody: ${content.title}. ${content.url}`
  }
}

/** The longest beginning of a text, cut between words, with which the message keeps within `most` segments. */
function longest(text: string, message: (piece: string) => string, most: number): string | null {
  if (text && segmentsOf(message(text)).count <= most) return message(text)
  const words = text.split(' ')
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (segmentsOf(message(ended(words.slice(0, middle)))).count <= most) low = middle
    else high = middle - 1
  }
  const piece = words.slice(0, low).join(' ')
  const sentences = piece.replace(/[^.!?]*$/, '').trim()
  if (sentences.length >= WORTHWHILE) return message(sentences)
  return piece.length >= WORTHWHILE * 2 ? message(ended(words.slice(0, low))) : null
}

/** A title that is one endless word, or beside an endless brand: what fits of it. */
function stub(title: string, message: (piece: string) => string): string {
  const letters = [...title]
  while (letters.length && segmentsOf(message(`${letters.join('')}...`)).count > 2) letters.pop()
  return message(letters.length ? `${letters.join('')}...` : '')
}

function ended(words: string[]): string {
  return `${words.join(' ').replace(/[\s,;:.!?-]+$/, '')}...`
}

function sentence(text: string): string {
  return !text || /[.!?]$/.test(text) ? text : `${text}.`
}

/** One line of plain signs. */
function clean(text: string): string {
  return plainSigns(text.toWellFormed())
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

import type { Post } from '#src/posts/post.ts'
import { dateText, lasting, moment, windowText } from './time.ts'
import { IMPACT_LABELS, reasonWord } from './tones.ts'

export interface Told {
  people: number
  first: number
  last: number
  /** It still goes out: there will be more. */
  going?: boolean
  /** Staff stopped it before all had been told. */
  stopped?: boolean
}

export interface Fact {
  term: string
  /** Instant behind the text, for `<time>`. */
  at?: number
  text: string
  /** What it means, in quieter type. */
  note?: string
}

/** What is known of a post, in the order in which people ask; only what was written down. */
export function factsOf(post: Post, told: Told | undefined, zone: string, now: number): Fact[] {
  const at = (term: string, instant: number | null, note?: string): Fact[] =>
    instant === null ? [] : [{ term, at: instant, text: moment(instant, zone, now), note }]
  const people: Fact[] = told
    ? [{ term: 'People told', text: told.people.toLocaleString('en'), note: pace(told, post.publishedAt) }]
    : []
  if (post.kind === 'release') {
    return [
      ...(post.releasedOn ? [{ term: 'Day of release', text: dateText(post.releasedOn) }] : []),
      ...at('First told', post.publishedAt),
      ...people,
    ]
  }
  if (post.kind === 'closure') {
    return [
      ...(post.window ? [{ term: 'When', text: windowText(post.window, now) }] : []),
      ...(post.window
        ? [{ term: 'How long', text: lasting(post.window.endsAt - post.window.startsAt) }]
        : []),
      ...(post.reason && post.reason !== 'other' ? [{ term: 'Reason', text: reasonWord(post.reason) }] : []),
      ...at('First told', post.publishedAt, ahead(post, now)),
      ...people,
    ]
  }
  const { startedAt, detectedAt, resolvedAt } = post
  return [
    ...(post.impact ? [{ term: 'Impact', text: IMPACT_LABELS[post.impact] }] : []),
    ...at('Began', startedAt),
    ...at('Noticed', detectedAt, after(detectedAt, startedAt, 'it began')),
    ...at('First told', post.publishedAt, after(post.publishedAt, startedAt, 'it began')),
    ...people,
    ...at('Next update by', post.nextUpdateBy),
    ...at('Resolved', resolvedAt),
    ...(resolvedAt !== null
      ? [{ term: 'How long', text: lasting(resolvedAt - (startedAt ?? post.publishedAt)) }]
      : []),
  ]
}

function after(at: number | null, since: number | null, what: string): string | undefined {
  if (at === null || since === null || at < since) return undefined
  return at - since < 60_000 ? `as ${what}` : `${lasting(at - since)} after ${what}`
}

function ahead({ window, publishedAt }: Post, now: number): string | undefined {
  if (!window || publishedAt >= window.startsAt) return undefined
  return `${lasting(window.startsAt - publishedAt)} before it ${now < window.startsAt ? 'starts' : 'started'}`
}

/** How fast people were told; honest while it still goes out, and where it was stopped. */
function pace({ last, going, stopped }: Told, publishedAt: number): string {
  if (going) return 'so far; more are being told now'
  const within = last - publishedAt < 60_000 ? 'within a minute' : `within ${lasting(last - publishedAt)}`
  return stopped ? `${within}, then we stopped telling` : `all ${within}`
}

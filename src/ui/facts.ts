import type { Post } from '#src/posts/post.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'
import { pageWords } from '#src/words/page/index.ts'
import { number } from '#src/words/plural.ts'
import { dateText, lasting, moment, windowText } from './time.ts'

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
export function factsOf(
  post: Post,
  told: Told | undefined,
  zone: string,
  now: number,
  language: Language = 'en',
): Fact[] {
  const words = pageWords(language)
  const { fact } = words
  const labels = labelsIn(language)
  const at = (term: string, instant: number | null, note?: string): Fact[] =>
    instant === null ? [] : [{ term, at: instant, text: moment(instant, zone, now, language), note }]
  const long = (ms: number): Fact => ({ term: fact.long, text: lasting(ms, language) })
  const after = (instant: number | null, since: number | null) => {
    if (instant === null || since === null || instant < since) return undefined
    return instant - since < 60_000 ? words.asItBegan : words.afterItBegan(lasting(instant - since, language))
  }
  const people: Fact[] = told
    ? [
        {
          term: fact.people,
          text: number(language, told.people),
          note: pace(told, post.publishedAt, language),
        },
      ]
    : []
  if (post.kind === 'release') {
    return [
      ...(post.releasedOn ? [{ term: fact.release, text: dateText(post.releasedOn, language) }] : []),
      ...at(fact.told, post.publishedAt),
      ...people,
    ]
  }
  if (post.kind === 'closure') {
    const { window, reason } = post
    return [
      ...(window ? [{ term: fact.when, text: windowText(window, now, language) }] : []),
      ...(window ? [long(window.endsAt - window.startsAt)] : []),
      ...(reason && reason !== 'other' ? [{ term: fact.reason, text: labels.reason[reason] }] : []),
      ...at(fact.told, post.publishedAt, ahead(post, now, language)),
      ...people,
    ]
  }
  const { startedAt, detectedAt, resolvedAt } = post
  return [
    ...(post.impact ? [{ term: fact.impact, text: labels.impact[post.impact] }] : []),
    ...at(fact.began, startedAt),
    ...at(fact.noticed, detectedAt, after(detectedAt, startedAt)),
    ...at(fact.told, post.publishedAt, after(post.publishedAt, startedAt)),
    ...people,
    ...at(fact.next, post.nextUpdateBy),
    ...at(fact.resolved, resolvedAt),
    ...(resolvedAt !== null ? [long(resolvedAt - (startedAt ?? post.publishedAt))] : []),
  ]
}

function ahead({ window, publishedAt }: Post, now: number, language: Language): string | undefined {
  if (!window || publishedAt >= window.startsAt) return undefined
  const { beforeItStarts, beforeItStarted } = pageWords(language)
  const time = lasting(window.startsAt - publishedAt, language)
  return now < window.startsAt ? beforeItStarts(time) : beforeItStarted(time)
}

/** How fast people were told; honest while it still goes out, and where it was stopped. */
function pace({ last, going, stopped }: Told, publishedAt: number, language: Language): string {
  const words = pageWords(language)
  if (going) return words.goingOn
  const time = last - publishedAt < 60_000 ? '' : lasting(last - publishedAt, language)
  return stopped ? words.stoppedWithin(time) : words.allWithin(time)
}

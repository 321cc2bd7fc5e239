import type { Post } from '#src/posts/post.ts'
import type { Language } from '#src/words/language.ts'
import { type PageWords, pageWords } from '#src/words/page/index.ts'
import type { Status } from './component.ts'

/** From best to worst; `closed` is a closure in force and nothing worse. */
const WEIGHTS = ['well', 'closed', 'none', 'minor', 'major', 'critical'] as const
export type Weight = (typeof WEIGHTS)[number]

export interface Sentence {
  text: string
  weight: Weight
}

/** What is known at one moment. */
export interface Moment {
  /** Open ones, newest first. */
  incidents: Pick<Post, 'title' | 'state' | 'impact'>[]
  /** In force now. */
  closures: Pick<Post, 'title' | 'reason' | 'window' | 'components'>[]
  /** As they stand now, closures laid over them. */
  components: { id: string; name: string; status: Status }[]
  /** Words for an instant until which something lasts: “until 18:00”, “until Tue 9:00”. */
  until: (at: number) => string
}

const OF_STATUS: Record<Status, Weight> = {
  operational: 'well',
  under_maintenance: 'closed',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
}

/**
 * How things stand, as a person would say it. Never says that all is well while an incident is open, a component
 * is not operational or a closure is in force.
 */
export function sentenceOf(moment: Moment, language: Language = 'en'): Sentence {
  const { incidents, closures, components } = moment
  const words = pageWords(language)
  const weight = heaviest([
    ...incidents.map((incident) => incident.impact ?? 'none'),
    ...components.map((component) => OF_STATUS[component.status]),
    ...(closures.length ? (['closed'] as const) : []),
  ])
  if (incidents.length)
    return { text: ofIncidents(incidents, words), weight: weight === 'closed' ? 'none' : weight }
  const ailing = components.filter(({ status }) => !['operational', 'under_maintenance'].includes(status))
  if (ailing.length) return { text: ofComponents(ailing, words), weight }
  if (closures.length) return { text: ofClosures(moment, words), weight }
  const kept = components.filter(({ status }) => status === 'under_maintenance')
  if (kept.length) return { text: words.maintained(list(kept, words), kept.length, ''), weight }
  return { text: words.everything, weight: 'well' }
}

function ofIncidents(incidents: Moment['incidents'], words: PageWords): string {
  const ranked = [...incidents].sort((a, b) => rank(b.impact ?? 'none') - rank(a.impact ?? 'none'))
  const [first, second] = ranked
  if (!first) return ''
  const work = first.state in words.work ? (first.state as keyof PageWords['work']) : 'other'
  if (!second) return words.one(bare(first.title), words.work[work])
  if (ranked.length === 2) return words.two(bare(first.title), bare(second.title))
  return words.many(bare(first.title), ranked.length - 1)
}

function ofComponents(ailing: Moment['components'], words: PageWords): string {
  const alike = new Set(ailing.map(({ status }) => status)).size === 1
  const status = ailing[0]?.status ?? 'operational'
  const known = status in words.ailing ? (status as keyof PageWords['ailing']) : undefined
  if (known && alike && (ailing.length === 1 || status !== 'degraded_performance'))
    return words.ailing[known](list(ailing, words), ailing.length)
  return words.ailingMixed(list(ailing, words))
}

function ofClosures({ closures, components, until }: Moment, words: PageWords): string {
  const closed = new Set(closures.flatMap((closure) => closure.components.map(({ id }) => id)))
  const others = components.filter(({ id }) => !closed.has(id))
  const allWell = others.length > 0 && others.every(({ status }) => status === 'operational')
  const say = (text: string) => (allWell ? `${text} ${words.rest}` : text)
  const [only] = closures
  if (!only || closures.length > 1) return say(words.closures(closures.length))
  const end = only.window ? until(only.window.endsAt) : ''
  const names = only.components
  if (!names.length) return say(words.titled(bare(only.title), end))
  const what = only.reason === 'maintenance' ? words.maintained : words.closed
  return say(what(list(names, words), names.length, end))
}

function heaviest(weights: Weight[]): Weight {
  return weights.reduce((a, b) => (rank(a) >= rank(b) ? a : b), 'well')
}

function rank(weight: Weight): number {
  return WEIGHTS.indexOf(weight)
}

/** A title as the beginning of a sentence: without its own full stop. */
function bare(title: string): string {
  return title.trim().replace(/[.!…。]+$/, '')
}

/** “A”, “A and B”, “A, B and C”, “A, B and 4 more”. */
function list(things: { name: string }[], words: PageWords): string {
  const names = things.map(({ name }) => name)
  return names.length > 3 ? words.names(names.slice(0, 2), names.length - 2) : words.names(names, 0)
}

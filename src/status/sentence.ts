import type { Post } from '#src/posts/post.ts'
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
export function sentenceOf(moment: Moment): Sentence {
  const { incidents, closures, components } = moment
  const weight = heaviest([
    ...incidents.map((incident) => incident.impact ?? 'none'),
    ...components.map((component) => OF_STATUS[component.status]),
    ...(closures.length ? (['closed'] as const) : []),
  ])
  if (incidents.length) return { text: ofIncidents(incidents), weight: weight === 'closed' ? 'none' : weight }
  const ailing = components.filter(({ status }) => !['operational', 'under_maintenance'].includes(status))
  if (ailing.length) return { text: ofComponents(ailing), weight }
  if (closures.length) return { text: ofClosures(moment), weight }
  const kept = components.filter(({ status }) => status === 'under_maintenance')
  if (kept.length) return { text: `${list(kept)} ${are(kept)} under maintenance.`, weight }
  return { text: 'Everything is working.', weight: 'well' }
}

const WORK: Partial<Record<Post['state'], string>> = {
  investigating: 'We are looking into it.',
  identified: 'We know why and are on it.',
  monitoring: 'A remedy is in place and we are watching it.',
}

function ofIncidents(incidents: Moment['incidents']): string {
  const ranked = [...incidents].sort((a, b) => rank(b.impact ?? 'none') - rank(a.impact ?? 'none'))
  const [first, second] = ranked
  if (!first) return ''
  if (!second) return `${bare(first.title)}. ${WORK[first.state] ?? 'We are on it.'}`
  if (ranked.length === 2) return `${bare(first.title)}; and ${bare(second.title)}. We are on both.`
  return `${bare(first.title)}; and ${ranked.length - 1} more incidents. We are on them.`
}

const AILING: Partial<Record<Status, string>> = {
  degraded_performance: 'not at its best',
  partial_outage: 'partly down',
  major_outage: 'down',
}

function ofComponents(ailing: Moment['components']): string {
  const alike = new Set(ailing.map(({ status }) => status)).size === 1
  const status = ailing[0]?.status ?? 'operational'
  if (alike && (ailing.length === 1 || status !== 'degraded_performance'))
    return `${list(ailing)} ${are(ailing)} ${AILING[status]}.`
  return `${list(ailing)} do not work as they should.`
}

function ofClosures({ closures, components, until }: Moment): string {
  const closed = new Set(closures.flatMap((closure) => closure.components.map(({ id }) => id)))
  const others = components.filter(({ id }) => !closed.has(id))
  const allWell = others.length > 0 && others.every(({ status }) => status === 'operational')
  const rest = allWell ? ' Everything else is working.' : ''
  const [only] = closures
  if (!only || closures.length > 1) return `${closures.length} closures are in force.${rest}`
  const end = only.window ? ` ${until(only.window.endsAt)}` : ''
  const names = only.components
  if (!names.length) return `${bare(only.title)}${end && `,${end}`}.${rest}`
  const what = only.reason === 'maintenance' ? 'under maintenance' : 'closed'
  return `${list(names)} ${are(names)} ${what}${end}.${rest}`
}

function heaviest(weights: Weight[]): Weight {
  return weights.reduce((a, b) => (rank(a) >= rank(b) ? a : b), 'well')
}

function rank(weight: Weight): number {
  return WEIGHTS.indexOf(weight)
}

/** A title as the beginning of a sentence: without its own full stop. */
function bare(title: string): string {
  return title.trim().replace(/[.!…]+$/, '')
}

/** “A”, “A and B”, “A, B and C”, “A, B and 4 more”. */
function list(things: { name: string }[]): string {
  const names = things.map(({ name }) => name)
  if (names.length > 3) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')
}

function are(things: unknown[]): string {
  return things.length > 1 ? 'are' : 'is'
}

import type { Arrived } from '#test/support/sink.ts'
import type { TakenMessage } from '#test/support/twilio-stand-in.ts'
import type { Town } from './town.ts'

/** What every update of the drill carries in its text: which post, and the how-manieth word on it. */
export const MARK = /storm (\d+)-(\d+)/
export const markOf = (post: number, seq: number) => `storm ${post}-${seq}`

/** What reached one reader of one update, as the sinks saw it. */
export interface Sighting {
  seq: number
  count: number
  /** Mails: different Message-IDs under which it came. */
  ids: number
  /** Place among everything that its sink took, and instant. */
  first: number
  last: number
  firstAt: number
  lastAt: number
}

/** Everything that reached the sinks, by post and reader. */
export interface Sightings {
  of(post: number, reader: number): readonly Sighting[]
  all(): Iterable<{ post: number; reader: number; sighting: Sighting }>
  /** Messages to people whom nobody subscribed, or that carry no update of ours. */
  strays: string[]
}

export async function gather(
  town: Town,
  mails: AsyncIterable<Arrived>,
  texts: readonly TakenMessage[],
): Promise<Sightings> {
  const posts: Sighting[][][] = []
  const strays: string[] = []
  const add = (to: string, text: string, seen: Omit<Sighting, 'seq' | 'ids'>) => {
    const [, post, seq] = MARK.exec(text) ?? []
    const reader = town.readerOf(to)
    if (!post || reader < 0 || reader >= town.mails + town.texts) {
      strays.push(`${to}: ${text.slice(0, 60) || 'no update of ours'}`)
      return
    }
    posts[Number(post)] ??= []
    const readers = posts[Number(post)] as Sighting[][]
    readers[reader] ??= []
    const list = readers[reader] as Sighting[]
    const before = list.find((one) => one.seq === Number(seq))
    if (before) merge(before, seen)
    else list.push({ ...seen, seq: Number(seq), ids: 1 })
  }
  for await (const { to, mark, count, first, last, firstAt, lastAt } of mails)
    add(to, mark, { count, first, last, firstAt, lastAt })
  for (const [i, { to, body, at }] of texts.entries())
    add(to, body, { count: 1, first: i, last: i, firstAt: at, lastAt: at })
  return {
    of: (post, reader) => posts[post]?.[reader] ?? [],
    *all() {
      for (const [post, readers] of posts.entries())
        for (const [reader, list] of (readers ?? []).entries())
          for (const sighting of list ?? []) yield { post, reader, sighting }
    },
    strays,
  }
}

function merge(into: Sighting, more: Omit<Sighting, 'seq' | 'ids'>): void {
  into.count += more.count
  into.ids += 1
  into.first = Math.min(into.first, more.first)
  into.last = Math.max(into.last, more.last)
  into.firstAt = Math.min(into.firstAt, more.firstAt)
  into.lastAt = Math.max(into.lastAt, more.lastAt)
}

/** A promise that was not kept to one reader. */
export interface Case {
  what: 'missed' | 'repeated' | 'stranger' | 'repeated text' | 'inverted' | 'told after leaving' | 'stray'
  reader: number
  post: number
  saw: string
}

export interface Judgement {
  /** Messages that arrived, each counted once. */
  told: number
  missed: number
  /** Copies of mails beyond the first; a few may follow a kill. */
  repeated: number
  /** Copies under another Message-ID: never. */
  strangers: number
  repeatedTexts: number
  inverted: number
  intruded: number
  strays: number
  cases: Case[]
}

export interface Expectations {
  /** Post → the number of its last update. */
  posts: Map<number, number>
  /** Readers whom a sink refused for good: they may have missed something. */
  refused: Set<number>
  /** Readers who left, and the instant after which nothing may have arrived any more. */
  left: Map<number, number>
}

/** Holds what the sinks saw against whom the drill subscribed, and nothing else. */
export function judge(town: Town, seen: Sightings, { posts, refused, left }: Expectations): Judgement {
  const cases: Case[] = []
  const total = { told: 0, missed: 0, repeated: 0, strangers: 0, repeatedTexts: 0, inverted: 0, intruded: 0 }
  const blame = (what: Case['what'], post: number, reader: number) => {
    if (cases.filter((one) => one.what === what).length < 3)
      cases.push({ what, post, reader, saw: said(seen.of(post, reader)) })
  }
  for (const [post, final] of posts)
    for (let reader = 0; reader < town.mails + town.texts; reader++) {
      const list = seen.of(post, reader)
      if (list.some((one) => one.seq === final) || refused.has(reader) || left.has(reader)) continue
      total.missed += 1
      blame('missed', post, reader)
    }
  for (const { post, reader, sighting } of seen.all()) {
    const isText = reader >= town.mails
    total.told += 1
    if (sighting.count > 1) {
      total[isText ? 'repeatedTexts' : 'repeated'] += sighting.count - 1
      blame(isText ? 'repeated text' : 'repeated', post, reader)
    }
    if (!isText && sighting.ids > 1) {
      total.strangers += 1
      blame('stranger', post, reader)
    }
    if (seen.of(post, reader).some((later) => later.seq > sighting.seq && later.first < sighting.last)) {
      total.inverted += 1
      blame('inverted', post, reader)
    }
    if (sighting.lastAt > (left.get(reader) ?? Number.POSITIVE_INFINITY)) {
      total.intruded += 1
      blame('told after leaving', post, reader)
    }
  }
  for (const saw of seen.strays.slice(0, 3)) cases.push({ what: 'stray', post: 0, reader: -1, saw })
  return { ...total, strays: seen.strays.length, cases }
}

function said(list: readonly Sighting[]): string {
  if (!list.length) return 'nothing'
  return list
    .map(({ seq, count, ids, first, last }) => {
      const ways = ids > 1 ? ` under ${ids} ids` : ''
      return `update ${seq} ${count === 1 ? 'once' : `${count} times`}${ways} (place ${first}${last === first ? '' : ` to ${last}`})`
    })
    .join(', ')
}

import { type Db, takeTurns, transact } from '#db/open.ts'
import { listApiSides } from '#db/queries/api-posts.ts'
import { listComponents } from '#db/queries/status.ts'
import { impactOf } from '#src/feeds/statuspage/status.ts'
import { shownState, windowOf } from '#src/posts/closing.ts'
import { bodyField, refuseBroken } from '#src/posts/fields.ts'
import { keepManner } from '#src/posts/keep-manner.ts'
import { type Impact, mayBecome, type State } from '#src/posts/kinds.ts'
import type { Post, Window } from '#src/posts/post.ts'
import { retitle } from '#src/posts/retitle.ts'
import { tellsOf } from '#src/posts/telling.ts'
import type { Bodies } from '#src/posts/texts.ts'
import { bodiesOf } from '#src/posts/translations.ts'
import { type Entry, update } from '#src/posts/update.ts'
import { type Problems, Refusal } from '#src/refusal.ts'
import type { Component, Status } from '#src/status/component.ts'
import type { Call } from './door.ts'
import { componentsIn, namesComponents, type Wished } from './incident-fields.ts'
import { mannerIn } from './incident-manner.ts'
import { postOf } from './incident-told.ts'
import { wallsOf } from './incident-window.ts'
import { WORDS, wordsFor } from './incident-words.ts'
import { retitleIn, textsIn } from './translations.ts'

/** A program that hears no answer sends the same again: within this time it is taken for the same. */
const SAME_WITHIN = 60_000

/**
 * Changes an incident or a maintenance as a program wishes, all of it or nothing. Whatever people have read of it changes
 * by an update, with words of our own where the program has none; a title by itself, its former one kept.
 */
export function changeIncident(call: Call, id: string, wished: Wished): Promise<void> {
  const { author, now, formKey } = call
  return transact(call.db, async (tx) => {
    await takeTurns(tx, `post:${id}`)
    const post = await postOf(tx, id)
    if (wished.name != null) await retitle(tx, id, wished.name, { author, now })
    const texts = textsIn(wished.translations)
    await retitleIn(tx, post, texts, { author, now })
    await keepManner(tx, id, mannerIn(wished), now)
    const entry = await entryOf(tx, call, post, wished, bodiesOf(texts))
    if (!entry || saidJustNow(post, entry, now)) return
    const by = { author, now, formKey }
    // Its time may have come while nobody had written that down yet; and staff may be quicker than the clock.
    if (
      post.state === 'scheduled' &&
      !mayBecome('closure', 'scheduled', entry.state) &&
      entry.state !== 'scheduled'
    )
      await update(tx, id, beginning(), { ...by, formKey: `${formKey}:begins` })
    await update(tx, id, entry, by)
  })
}

const beginning = (): Entry => ({
  state: 'in_progress',
  body: WORDS.in_progress ?? '',
  statuses: {},
  nextUpdateBy: null,
  channels: [],
})

/** What is to be said, or undefined when nothing that people read changes. */
async function entryOf(
  tx: Db,
  call: Call,
  post: Post,
  wished: Wished,
  texts: Bodies,
): Promise<Entry | undefined> {
  const page = await listComponents(tx)
  const stands = post.kind === 'closure' ? shownState(post, call.now) : post.state
  const state = (wished.status ?? stands) as State
  const { ids, statuses } = componentsIn(wished)
  const changed = post.kind === 'incident' ? changing(statuses, page) : {}
  const window = windowIn(post, wished, call.page.time_zone)
  const impact = await impactIn(tx, post, wished, changed, page)
  const given = wished.body?.trim() ? wished.body : undefined
  const without = wordsFor({
    components: page.flatMap(({ id, name }) => (changed[id] ? [{ name, status: changed[id] }] : [])),
    impact: wished.impact_override == null ? undefined : impact,
    window: window && `${window.startsWall} – ${window.endsWall} ${window.timeZone}`.replaceAll('T', ' '),
  })
  const words = given ?? (state === stands ? without : WORDS[state])
  const fresh = ids.some((id) => !post.components.some((one) => one.id === id))
  if (!words && !fresh) return undefined
  const tells = wished.deliver_notifications !== false && (given !== undefined || state !== stands || window)
  const seq = (post.updates[0]?.seq ?? 0) + 1
  return {
    state,
    body: checked(words || nameThem(ids, page)),
    statuses: post.kind === 'incident' ? notBroken(statuses, state) : {},
    // Words of our own have none in other languages.
    ...(given !== undefined && { texts }),
    nextUpdateBy: null,
    channels: tells ? tellsOf(post.kind, { state, impact: impact ?? post.impact, seq }) : [],
    ...(namesComponents(wished) && { names: namesOf(post, ids, page) }),
    ...(impact && { impact }),
    ...(window && { window }),
  }
}

function checked(words: string): string {
  const read = bodyField.safeParse(words)
  if (read.success) return read.data
  throw new Refusal('invalid', { body: read.error.issues[0]?.message ?? 'Say what is happening.' })
}

function nameThem(ids: string[], page: Component[]): string {
  const names = page.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
  return `This concerns ${names.join(', ') || 'other components'} too.`
}

const changing = (statuses: Record<string, Status>, page: Component[]): Record<string, Status> =>
  Object.fromEntries(
    Object.entries(statuses).filter(([id, status]) => page.find((one) => one.id === id)?.status !== status),
  )

function notBroken(statuses: Record<string, Status>, state: State): Record<string, Status> {
  const problems: Problems = {}
  if (state === 'resolved') refuseBroken(statuses, problems)
  if (problems.components) throw new Refusal('invalid', problems)
  return statuses
}

/** All that it was about, as far as it is still in use, and what is named now. */
function namesOf(post: Post, ids: string[], page: Component[]): string[] {
  const inUse = new Set(page.map(({ id }) => id))
  return [...new Set([...post.components.map(({ id }) => id).filter((id) => inUse.has(id)), ...ids])]
}

/** The impact that it has from now on, where that is another one. */
async function impactIn(
  tx: Db,
  post: Post,
  wished: Wished,
  changed: Record<string, Status>,
  page: Component[],
): Promise<Impact | undefined> {
  if (post.kind !== 'incident') return undefined
  const before = post.impact ?? 'none'
  const wish = wished.impact_override
  if (wish && wish !== 'maintenance') return wish === before ? undefined : wish
  const side = (await listApiSides(tx, [post.id])).get(post.id)
  if (side?.impactOverride) return undefined
  const concerned = new Set([...post.components.map(({ id }) => id), ...Object.keys(changed)])
  const statuses = page.filter(({ id }) => concerned.has(id)).map(({ id, status }) => changed[id] ?? status)
  const now = impactOf(statuses, page.length, before)
  return now === before ? undefined : now
}

function windowIn(post: Post, wished: Wished, zone: string): Window | undefined {
  const old = post.window
  const starts = wished.scheduled_for ?? old?.startsAt
  const ends = wished.scheduled_until ?? old?.endsAt
  if (post.kind !== 'closure' || !old || starts === undefined || ends === undefined) return undefined
  if (ends <= starts) throw new Refusal('invalid', { ends: 'It must end after it starts.' })
  const walls = wallsOf(starts, ends, zone)
  const window = windowOf(walls.starts, walls.ends, walls.zone)
  return window.startsAt === old.startsAt && window.endsAt === old.endsAt ? undefined : window
}

function saidJustNow(post: Post, entry: Entry, now: number): boolean {
  const last = post.updates[0]
  const anew = Object.entries(entry.statuses).some(
    ([id, status]) => !last?.components.some((one) => one.id === id && one.status === status),
  )
  return (
    last !== undefined &&
    !anew &&
    !entry.window &&
    last.state === entry.state &&
    last.body === entry.body &&
    now - last.publishedAt < SAME_WITHIN
  )
}

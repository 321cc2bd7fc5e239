import type { Insertable, KyselyPlugin } from 'kysely'
import { type Db, transact } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { reconsiderHeld } from '#db/queries/digest-ends.ts'
import { beat, insertInstance } from '#db/queries/instances.ts'
import { suppressGone } from '#db/queries/leftovers.ts'
import { setPostWish } from '#db/queries/subscriber-posts.ts'
import type { SubscriberTable } from '#db/schema.ts'
import type { Channel, Notice, Outcome } from '#src/channels/channel.ts'
import { noteCallback } from '#src/deliveries/callback.ts'
import { cancelAnnouncement } from '#src/deliveries/cancel.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { pauseAnnouncement, resumeAnnouncement } from '#src/deliveries/pause.ts'
import { reconcile } from '#src/deliveries/reconcile.ts'
import { releaseHeld } from '#src/deliveries/release.ts'
import { sweep } from '#src/deliveries/sweep.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { update } from '#src/posts/update.ts'
import { Refusal } from '#src/refusal.ts'
import { suppressSubscriber } from '#src/subscribers/suppress.ts'
import { unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from './makers.ts'
import { scriptedCarrier } from './scripted-carrier.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

class Unanswered extends Error {}

/** Numbers in [0, 1) that are the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One of several, as often as its share says. */
function byShare<T extends [number, ...unknown[]]>(from: T[], random: () => number): T | undefined {
  let left = random() * from.reduce((sum, [share]) => sum + share, 0)
  for (const one of from) {
    left -= one[0]
    if (left < 0) return one
  }
  return undefined
}

const CALM = {
  rhythm: 'now',
  quiet_from: null,
  quiet_until: null,
  paused_until: null,
  least_impact: 'none',
  breaks_through: 0,
}
const clock = (minutes: number) => (((12 * 60 + Math.round(minutes)) % 1440) + 1440) % 1440

/** When somebody wants to hear, and of what; `minutes`: how far the world has come since noon. Most want all, at once. */
function wishes(random: () => number, minutes: number): Partial<Insertable<SubscriberTable>> {
  const soon = clock(minutes + Math.floor(random() * 40))
  const some: Partial<Insertable<SubscriberTable>>[] = [
    {},
    {},
    { quiet_from: clock(minutes - Math.floor(random() * 20)), quiet_until: soon },
    { rhythm: 'daily', digest_minute: soon },
    { rhythm: 'daily', digest_minute: soon, quiet_from: soon, quiet_until: clock(minutes + 50) },
    { rhythm: 'weekly', digest_minute: soon, digest_day: 1 + Math.floor(random() * 7) },
    { paused_until: NOON + Math.round(minutes + 30 * random()) * MINUTE },
    { least_impact: 'critical' },
  ]
  const chosen = some[Math.floor(random() * some.length)]
  return { ...CALM, time_zone: 'UTC', breaks_through: random() < 0.3 ? 1 : 0, ...chosen }
}

const isChoosy = (row: Partial<Insertable<SubscriberTable>>) =>
  row.least_impact !== 'none' || row.paused_until !== null

/** A message that reached its reader, as the relay or the carrier saw it. */
export interface Arrival {
  key: string
  announcementId: number
  /** What it told: itself, or the parts of a digest. */
  tells: number[]
  subscriberId: number
  token: string
  channel: Channel
  url: string
  sid: string
  at: number
  /** Its carrier said later that it had not come after all. */
  back?: true
}

/** What happens now and then in a history, how often of a hundred. */
const OUTCOMES: [number, string][] = [
  [52, 'sent'],
  [10, 'later'],
  [4, 'slower'],
  [4, 'relay'],
  [1, 'account'],
  [4, 'refused'],
  [2, 'no such address'],
  [1, 'opted out'],
  [2, 'unreachable'],
  [6, 'arrived, no answer'],
  [5, 'lost, no answer'],
  [3, 'dies before'],
  [4, 'dies after'],
  [2, 'throws'],
]

/**
 * A page with its readers, staff and two senders, in which anything may happen at any moment; it keeps its own account
 * of what arrived, to be held against the ledger.
 */
export async function world(dbs: [Db, Db], random: () => number) {
  const [db] = dbs
  const loses = (key: string) => lost.set(key, (lost.get(key) ?? 0) + 1)
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)]
  const chance = (of: number) => random() < of
  const arrivals: Arrival[] = []
  /** By delivery: after how many arrivals its sender could not know of it, and how often the carrier gave it back. */
  const lost = new Map<string, number>()
  const returned = new Map<string, number>()
  /** By subscriber: the turn at whose end they had left or were suppressed. */
  const gone = new Map<number, number>()
  /** Those who ever wished not to hear of something: a post, small trouble, a while. */
  const choosy = new Set<number>()
  /** Messages claimed for those who had gone before. */
  const intrusions: string[] = []
  const log: string[] = []
  const posts: string[] = []
  const living = new Set<number>()
  let turn = 0
  let born = 0
  let fair = false
  let now = NOON

  // Waits of less than a moment are really waited for; the others pass with the world's own time.
  const elapsed = () => now + performance.now()

  await aPage(db, { hold_incident_s: 5 })
  const author = await anAuthor(db)
  async function aReader(channel: Channel, row: Partial<Insertable<SubscriberTable>>) {
    const id = await aSubscriber(db, { channel, created_at: now, confirmed_at: now, ...row })
    if (isChoosy({ ...CALM, ...row })) choosy.add(id)
  }
  for (let i = 0; i < 8; i++) await aReader(i % 3 ? 'email' : 'sms', i % 2 ? wishes(random, 0) : {})

  async function aSender(own: Db) {
    const pid = ++born
    living.add(pid)
    const id = `sender ${pid}`
    const me = { id, pid, dead: false, queriesLeft: Number.POSITIVE_INFINITY, turn, carried: [] as string[] }
    await insertInstance(own, { id, host: 'here', pid, now })
    const die = () => {
      me.dead = true
      living.delete(pid)
      // What it has handed over in this turn it may not have written down.
      me.carried.forEach(loses)
      log.push(`${id} dies`)
    }
    const mortal: KyselyPlugin = {
      // A query inside another is made without being run: that must not fail.
      transformQuery({ node }) {
        me.queriesLeft -= 1
        if (!me.dead && me.queriesLeft < 0) die()
        if (me.dead && node.kind !== 'SelectQueryNode') throw new Error(`${id} is dead`)
        return node
      },
      async transformResult({ result }) {
        if (me.dead) throw new Error(`${id} is dead`)
        return result
      },
    }
    const mine = own.withPlugin(mortal)
    const lines = (['email', 'sms'] as const).map((channel) => {
      const carrier = scriptedCarrier((notice) => answer(notice, channel, me, die), {
        channel,
        concurrency: 1 + Math.floor(random() * 3),
        ...(channel === 'sms' ? { find: look } : {}),
      })
      return {
        channel,
        carrier,
        ...deliverer({ db: mine, carrier, owner: id, now: () => now, elapsed, random }),
      }
    })
    return { ...me, me, db: mine, lines }
  }
  const senders = [await aSender(dbs[0]), await aSender(dbs[1])]

  async function answer(
    notice: Notice,
    channel: Channel,
    me: { dead: boolean; turn: number; carried: string[] },
    die: () => void,
  ): Promise<Outcome> {
    const tells = await toldIn(notice)
    if (me.dead) return { result: 'sent' }
    const [announcementId = 0, subscriberId = 0] = notice.key.split('.').map(Number)
    if ((gone.get(subscriberId) ?? Number.POSITIVE_INFINITY) < me.turn) intrusions.push(notice.key)
    const what = fair ? 'sent' : drawn()
    const arrive = () => {
      const sid = `SM${arrivals.length}`
      const url = urlOf(notice)
      arrivals.push({
        key: notice.key,
        announcementId,
        tells,
        subscriberId,
        token: notice.token,
        channel,
        url,
        sid,
        at: now,
      })
      me.carried.push(notice.key)
      log.push(`  ${sid} reaches ${notice.key} at ${(now - NOON) / MINUTE} min`)
      return sid
    }
    log.push(`  ${channel} ${notice.key}: ${what}`)
    switch (what) {
      case 'sent':
        return { result: 'sent', providerId: arrive() }
      case 'later':
        return { result: 'retry', fault: 'recipient', code: '450', answer: 'later' }
      case 'slower':
        return { result: 'retry', fault: 'throttle', code: '421', answer: 'slower' }
      case 'relay':
        return { result: 'retry', fault: 'relay', code: 'ECONNREFUSED', answer: 'down' }
      case 'account':
        return { result: 'retry', fault: 'account', code: '535', answer: 'who are you' }
      case 'no such address':
        return { result: 'failed', code: '550 5.1.1', answer: 'no such user', address: 'suppress' }
      case 'opted out':
        return { result: 'failed', code: '21610', answer: 'stop', address: 'opted-out' }
      case 'unreachable':
        return { result: 'failed', code: '21612', answer: 'no route', again: 'suppress' }
      case 'arrived, no answer':
        arrive()
        loses(notice.key)
        return { result: 'unknown', code: 'ECONNRESET', answer: 'no reply' }
      case 'lost, no answer':
        return { result: 'unknown', code: 'ECONNRESET', answer: 'no reply' }
      case 'throws':
        arrive()
        loses(notice.key)
        throw new Error('A carrier must not do this')
      case 'dies before':
        die()
        return { result: 'sent' }
      case 'dies after':
        arrive()
        die()
        return { result: 'sent' }
      default:
        return { result: 'failed', code: '550', answer: 'no' }
    }
  }

  function drawn(): string {
    return byShare(OUTCOMES, random)?.[1] ?? 'sent'
  }

  /** The announcements that a message tells: of a digest its parts, by what is under way with it. */
  async function toldIn({ key, content }: Notice): Promise<number[]> {
    const [announcementId = 0, subscriberId = 0] = key.split('.').map(Number)
    if (content.about !== 'digest') return [announcementId]
    const rows = await db
      .selectFrom('deliveries as d')
      .innerJoin('announcements as a', 'a.id', 'd.announcement_id')
      .select(['d.announcement_id', 'a.post_id'])
      .where('d.digest_id', '=', announcementId)
      .where('d.subscriber_id', '=', subscriberId)
      .where('d.state', 'in', ['claimed', 'unknown'])
      .execute()
    const said = new Set(content.posts.map(({ post }) => post.id))
    return rows.filter(({ post_id }) => said.has(post_id ?? '')).map((row) => row.announcement_id)
  }

  /** As the carrier's list answers: by number, post and time; sometimes not at all. */
  async function look(
    notice: Notice,
    since: number,
    isTaken: (sid: string) => Promise<boolean> = async () => false,
  ) {
    if (!fair && chance(0.2)) {
      log.push(`  look ${notice.key}: no answer`)
      throw new Unanswered('The list does not answer')
    }
    for (const one of arrivals) {
      const same = one.subscriberId === Number(notice.key.split('.')[1]) && one.url === urlOf(notice)
      if (!same || one.at < since - 30 * SECOND || (await isTaken(one.sid))) continue
      log.push(`  look ${notice.key}: ${one.sid}`)
      return { seen: true, providerId: one.sid } as const
    }
    log.push(`  look ${notice.key}: absent`)
    return { seen: false } as const
  }

  const channels = (): Channel[] =>
    pick([['email'], ['sms'], ['email', 'sms'], ['email', 'sms']] as const)?.slice() ?? []
  const announcementIds = async () =>
    (await db.selectFrom('announcements').select('id').execute()).map(({ id }) => id)
  const subscriberId = async () =>
    pick((await db.selectFrom('subscribers').select('id').execute()).map(({ id }) => id)) ?? 0
  const aSenderNow = async () => {
    const place = chance(0.5) ? 0 : 1
    const one = senders[place] as (typeof senders)[0]
    if (!one.me.dead) return one
    const next = await aSender(dbs[place] as Db)
    senders[place] = next
    return next
  }
  const refusable = (work: Promise<unknown>) =>
    work.catch((error) => {
      if (!(error instanceof Refusal)) throw error
    })
  /** What a dying sender does fails; nothing else may. */
  const mortally = async (one: (typeof senders)[0], work: () => Promise<unknown>) => {
    if (one.me.turn !== turn) Object.assign(one.me, { turn, carried: [] })
    try {
      await work()
    } catch (error) {
      if (!one.me.dead) throw error
    }
  }

  const staff = () => ({ staff: { id: author.id, name: 'Ana' }, now })

  const acts: [number, string, () => Promise<unknown>][] = [
    [
      4,
      'publish',
      async () => {
        const draft = anIncident({ channels: channels(), impact: chance(0.5) ? 'critical' : 'minor' })
        posts.push((await publish(db, draft, { author, now, formKey: `${turn}-${random()}` })).postId)
      },
    ],
    [
      12,
      'update',
      async () => {
        const postId = pick(posts)
        const entry = {
          state: 'monitoring',
          body: `Turn ${turn}.`,
          statuses: {},
          nextUpdateBy: null,
        } as const
        const by = { author, now, formKey: `${turn}-${random()}` }
        if (postId) await refusable(update(db, postId, { ...entry, channels: channels() }, by))
      },
    ],
    [
      6,
      'revise',
      async () => {
        const row = pick(await db.selectFrom('updates').select('id').execute())
        if (row) await revise(db, row.id, `Better said in turn ${turn}.`, { author, now })
      },
    ],
    [4, 'join', () => aReader(chance(0.7) ? 'email' : 'sms', wishes(random, (now - NOON) / MINUTE))],
    [
      6,
      'choose',
      async () => {
        const id = await subscriberId()
        const row = wishes(random, (now - NOON) / MINUTE)
        if (isChoosy(row)) choosy.add(id)
        log.push(`  ${id} wishes ${JSON.stringify(row)}`)
        await transact(db, async (tx) => {
          await tx.updateTable('subscribers').set(row).where('id', '=', id).execute()
          await reconsiderHeld(tx, id)
        })
      },
    ],
    [
      3,
      'follow or mute',
      async () => {
        const [id, postId] = [await subscriberId(), pick(posts)]
        const wish = pick(['follow', 'mute', null] as const) ?? null
        if (!postId || !id) return
        if (wish === 'mute') choosy.add(id)
        log.push(`  ${id} wishes ${wish} of ${postId}`)
        await transact(db, async (tx) => {
          await setPostWish(tx, id, postId, wish, now)
          await reconsiderHeld(tx, id)
        })
      },
    ],
    [
      16,
      'let go',
      async () => {
        const one = await aSenderNow()
        if (chance(0.1)) one.me.queriesLeft = Math.floor(random() * 12)
        await mortally(one, () => releaseHeld(one.db, now, 1 + Math.floor(random() * 6)))
      },
    ],
    [
      4,
      'leave',
      async () => {
        const id = await subscriberId()
        await unsubscribe(db, id, 'link', { ip: null, now })
        gone.set(id, Math.min(turn, gone.get(id) ?? turn))
      },
    ],
    [
      2,
      'suppress',
      async () => {
        const id = await subscriberId()
        await suppressSubscriber(db, id, 'test', now)
        gone.set(id, Math.min(turn, gone.get(id) ?? turn))
      },
    ],
    [
      4,
      'cancel',
      async () => {
        const id = pick(await announcementIds())
        if (id) await refusable(cancelAnnouncement(db, id, staff()))
      },
    ],
    [
      5,
      'hold',
      async () => {
        const id = pick(await announcementIds())
        if (id) await refusable(pauseAnnouncement(db, id, staff()))
      },
    ],
    [
      4,
      'let go on',
      async () => {
        const id = pick(await announcementIds())
        if (id) await refusable(resumeAnnouncement(db, id, staff()))
      },
    ],
    [
      8,
      'report',
      async () => {
        const one = pick(arrivals.filter(({ channel }) => channel === 'sms'))
        if (!one || one.at < now - 60 * MINUTE) return
        const back = chance(0.4)
        const { announcementId, subscriberId, sid } = one
        await noteCallback(
          db,
          {
            announcementId,
            subscriberId,
            sid,
            status: back ? 'undelivered' : 'delivered',
            code: back ? 30003 : null,
          },
          now,
        )
        log.push(`  ${one.key} ${sid}: ${back ? 'given back' : 'delivered'}`)
        if (back) {
          one.back = true
          returned.set(one.key, (returned.get(one.key) ?? 0) + 1)
        }
      },
    ],
    [
      20,
      'expand',
      async () => {
        const one = await aSenderNow()
        await mortally(one, () => fanOut(one.db, now, 1 + Math.floor(random() * 4)))
      },
    ],
    [
      30,
      'send',
      async () => {
        const one = await aSenderNow()
        if (chance(0.1)) one.me.queriesLeft = Math.floor(random() * 25)
        const line = pick(one.lines)
        await mortally(one, async () => line?.work())
      },
    ],
    [
      14,
      'sweep',
      async () => {
        const one = await aSenderNow()
        await mortally(one, () =>
          sweep(one.db, { id: one.id, host: 'here', alive: (pid) => living.has(pid) }, now),
        )
      },
    ],
    [
      8,
      'look',
      async () => {
        const one = await aSenderNow()
        const line = pick(one.lines)
        await mortally(
          one,
          async () =>
            line &&
            reconcile(one.db, line.carrier, now).catch((error) => {
              // It is reported, and asked again later.
              if (!(error instanceof Unanswered)) throw error
            }),
        )
      },
    ],
    [2, 'net', () => suppressGone(db)],
  ]

  function act(): (typeof acts)[0] {
    return byShare(acts, random) ?? (acts[0] as (typeof acts)[0])
  }

  async function pass(ms: number) {
    now += ms
    for (const { me } of senders) if (!me.dead) await beat(db, me.id, now)
  }

  return {
    db,
    arrivals,
    lost,
    returned,
    gone,
    choosy,
    intrusions,
    log,
    now: () => now,
    /** One turn: one thing happens, or up to three at once; then the clock moves on. */
    async step() {
      turn += 1
      const several = Array.from({ length: pick([1, 1, 1, 2, 3]) ?? 1 }, act)
      log.push(`${turn}. ${several.map(([, name]) => name).join(' and ')}`)
      await Promise.all(several.map(([, , work]) => work()))
      turn += 1
      if (chance(0.7))
        await pass(pick([SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 11 * MINUTE]) ?? 0)
    },
    /** Everything works again: drives the senders until nothing is open, a week at most. Returns whether that came about. */
    async calm(): Promise<boolean> {
      fair = true
      const week = now + 8 * 24 * 60 * MINUTE
      log.push('calm')
      for (const id of await announcementIds()) await refusable(resumeAnnouncement(db, id, staff()))
      for (let round = 0; round < 60; round++) {
        turn += 1
        // By great steps, once all that is left waits for the hours of its readers.
        await pass(round < 30 ? 10 * MINUTE : Math.ceil((week - now) / (60 - round)))
        const one = await aSenderNow()
        one.me.queriesLeft = Number.POSITIVE_INFINITY
        Object.assign(one.me, { turn, carried: [] })
        await suppressGone(db)
        while (await fanOut(one.db, now)) {}
        while (await releaseHeld(one.db, now)) {}
        for (const line of one.lines) {
          await line.work()
          await reconcile(one.db, line.carrier, now)
        }
        await sweep(one.db, { id: one.id, host: 'here', alive: (pid) => living.has(pid) }, now)
        const ids = await announcementIds()
        const done = await Promise.all(
          ids.map(async (id) => (await findAnnouncement(db, id))?.done_at != null),
        )
        if (done.every(Boolean)) return true
      }
      return false
    },
  }
}

function urlOf({ content }: Notice): string {
  return content.about === 'post' ? content.post.url : ''
}

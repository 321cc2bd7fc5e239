import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { tally } from '#db/queries/progress.ts'
import { onBothEngines } from '#test/support/db.ts'
import { seeded, world } from '#test/support/histories.ts'

// A long form: HISTORIES=200 vitest run test/deliveries/histories.test.ts; the same one again: SEED=17 before it.
const count = Number(process.env.HISTORIES ?? 8)
const first = Number(process.env.SEED ?? 1)
const STEPS = 60

type World = Awaited<ReturnType<typeof world>>

onBothEngines('a history in which anything may happen', (open, engine) => {
  test(`ends with everybody told, once and in order (${count} of them)`, {
    timeout: 60_000 + count * 6_000,
  }, async () => {
    for (let seed = first; seed < first + count; seed++) {
      const { db, again, drop } = await open()
      const one = await world([db, engine === 'postgres' ? again() : db], seeded(seed))
      const story = () => `seed ${seed} on ${engine}\n${one.log.join('\n')}`
      let before = new Map<number, number>()
      for (let step = 0; step < STEPS; step++) {
        await one.step().catch((error) => {
          throw new Error(story(), { cause: error })
        })
        before = await expectSum(db, before, story)
      }
      expect(await one.calm(), `quiet: ${story()}`).toBe(true)
      await expectSum(db, before, story)
      expect(one.intrusions, `left, and claimed later: ${story()}`).toEqual([])
      expect(inversions(await threads(one)), `out of order: ${story()}`).toEqual([])
      expect(await repeats(one), `told twice: ${story()}`).toEqual([])
      expect(await missed(one), `missed: ${story()}`).toEqual([])
      await drop()
    }
  })
})

/** F13: what staff are shown is what stands in the ledger, state by state, and rows do not go away. */
async function expectSum(db: Db, before: Map<number, number>, story: () => string) {
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => ['announcement_id', 'channel', 'state', eb.fn.countAll().as('count')])
    .groupBy(['announcement_id', 'channel', 'state'])
    .execute()
  const ids = [...new Set(rows.map((row) => row.announcement_id))]
  const shown: Record<string, number> = {}
  for (const [id, channels] of await tally(db, ids))
    for (const [channel, states] of Object.entries(channels))
      for (const [state, count] of Object.entries(states))
        if (count) shown[`${id} ${channel} ${state}`] = count
  const stands = rows.map((row) => [`${row.announcement_id} ${row.channel} ${row.state}`, Number(row.count)])
  expect(shown, story()).toEqual(Object.fromEntries(stands))
  const counts = new Map<number, number>()
  for (const row of rows)
    counts.set(row.announcement_id, (counts.get(row.announcement_id) ?? 0) + Number(row.count))
  for (const [id, size] of before) expect(counts.get(id) ?? 0, story()).toBeGreaterThanOrEqual(size)
  return counts
}

/** By post and reader, the announcements that arrived in the order in which they did. */
async function threads({ db, arrivals }: World): Promise<Map<string, number[]>> {
  const posts = new Map(
    (await db.selectFrom('announcements').select(['id', 'post_id']).execute()).map((row) => [
      row.id,
      row.post_id,
    ]),
  )
  const found = new Map<string, number[]>()
  for (const { tells, subscriberId, back } of arrivals)
    for (const id of back ? [] : tells) {
      const thread = `${posts.get(id)} ${subscriberId}`
      found.set(thread, [...(found.get(thread) ?? []), id])
    }
  return found
}

function inversions(all: Map<string, number[]>): string[] {
  return [...all]
    .filter(([, ids]) => ids.some((id, i) => i > 0 && id < (ids[i - 1] ?? 0)))
    .map(([thread]) => thread)
}

/** A text twice that its carrier had not given back; a mail twice whose result was known, or under another name. */
async function repeats({ db, arrivals, lost, returned }: World): Promise<string[]> {
  const channels = new Map(
    (await db.selectFrom('subscribers').select(['id', 'channel']).execute()).map((row) => [
      row.id,
      row.channel,
    ]),
  )
  const bad: string[] = []
  for (const [key, copies] of Map.groupBy(arrivals, (one) => one.key)) {
    const sms = channels.get(Number(key.split('.')[1])) === 'sms'
    const allowed = 1 + ((sms ? returned : lost).get(key) ?? 0)
    if (copies.length > allowed || new Set(copies.map(({ token }) => token)).size > 1) bad.push(key)
  }
  // The same news, by itself or as a part of a digest, comes again only where nobody could know that it had come.
  const times = new Map<string, string[]>()
  for (const { key, tells, subscriberId } of arrivals)
    for (const id of tells) {
      const whose = `${id}.${subscriberId}`
      times.set(whose, [...(times.get(whose) ?? []), key])
    }
  for (const [whose, keys] of times) {
    const unheard = [...new Set(keys)].reduce(
      (sum, key) => sum + (lost.get(key) ?? 0) + (returned.get(key) ?? 0),
      0,
    )
    if (keys.length > 1 + unheard) bad.push(`${whose} by ${keys.join(' and ')}`)
  }
  return bad
}

/** Whoever should have heard the last word of a post on their channel and has neither got it nor a reason why not. */
async function missed({ db, arrivals, gone, choosy }: World): Promise<string[]> {
  const got = new Set(
    arrivals.flatMap(({ key, tells, subscriberId }) => [key, ...tells.map((id) => `${id}.${subscriberId}`)]),
  )
  const announcements = await db.selectFrom('announcements').selectAll().orderBy('id').execute()
  const subscribers = await db.selectFrom('subscribers').selectAll().execute()
  const rows = await db.selectFrom('deliveries').selectAll().execute()
  const rowOf = new Map(rows.map((row) => [`${row.announcement_id}.${row.subscriber_id}`, row]))
  const bad = rows
    .filter(
      ({ state, announcement_id, subscriber_id }) =>
        (state === 'sent' || state === 'digested') && !got.has(`${announcement_id}.${subscriber_id}`),
    )
    .map((row) => `sent, but nothing came: ${row.announcement_id}.${row.subscriber_id}`)
  for (const row of rows) {
    if (row.state !== 'superseded' || got.has(`${row.announcement_id}.${row.subscriber_id}`)) continue
    const mine = announcements.find(({ id }) => id === row.announcement_id)
    // What was stopped itself is owed to nobody; a digest is its parts, and each has its own account.
    if (mine?.cancelled_at !== null || mine.post_id === null) continue
    const told = announcements.some((one) => {
      if (one.post_id !== mine.post_id || one.id <= mine.id) return false
      const later = rowOf.get(`${one.id}.${row.subscriber_id}`)
      // It came, or a mail that nobody answered for may have, or it has its own account above and below.
      return (
        later &&
        (got.has(`${one.id}.${row.subscriber_id}`) || later.state !== 'cancelled' || mayHaveCome(later))
      )
    })
    if (!told) bad.push(`superseded by nothing: ${row.announcement_id}.${row.subscriber_id}`)
  }
  for (const one of announcements.filter((it) => it.cancelled_at === null && it.post_id !== null)) {
    const audience = subscribers.filter(
      ({ id, channel }) =>
        id <= one.audience_max_id && one.channels.includes(`"${channel}"`) && !gone.has(id),
    )
    for (const { id, ended_at, address_hash } of audience) {
      const key = `${one.id}.${id}`
      const row = rowOf.get(key)
      if (
        got.has(key) ||
        row?.state === 'superseded' ||
        (row?.state === 'failed' && (row.code || row.answer))
      )
        continue
      // Whether they wished to hear of it just then is asked elsewhere; whoever was concerned has a row.
      if (choosy.has(id) && (!row || row.state === 'suppressed')) continue
      const barred = ended_at !== null || (await isBarred(db, address_hash))
      if (!barred || (row && row.state !== 'suppressed')) bad.push(`${key} ${row?.state ?? 'has no row'}`)
    }
  }
  return bad
}

function mayHaveCome({ channel, looks }: { channel: string; looks: number | null }): boolean {
  return channel !== 'sms' && looks !== null
}

async function isBarred(db: Db, hash: string): Promise<boolean> {
  const row = await db
    .selectFrom('suppressions')
    .select('at')
    .where('address_hash', '=', hash)
    .executeTakeFirst()
  return row !== undefined
}

import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Db, engineOf } from '#db/open.ts'
import { tally } from '#db/queries/progress.ts'
import { listReasons } from '#db/queries/reasons.ts'
import { retryFailed } from '#src/deliveries/retry.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, NOON, subscriberRow } from '#test/support/makers.ts'

/** More than are counted between two turns of the loop. */
const MANY = 45_000

onBothEngines('what needs attention', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const by = { staff: { id: author.id, name: 'Ana' }, now: NOON }
    const { announcementId: id = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey: 'k' })
    let last = 0
    const put = async (count: number, channel: string, state: string, code: string | null) => {
      await insert(db, { id, first: last + 1, count, channel, state, code })
      last += count
    }
    return { db, by, id, put }
  }

  test('is counted by channel, state and code, however many they are, the most frequent first', async () => {
    const { db, id, put } = await world()
    await put(MANY, 'email', 'failed', '550 5.2.0')
    await put(20_000, 'email', 'failed', null)
    await put(20_001, 'email', 'retry', '421')
    await put(3, 'email', 'failed', '')
    await put(2, 'sms', 'unknown', null)
    await put(4, 'email', 'failed', '451 4.7.1')
    await put(5, 'sms', 'failed', '451 4.7.1')
    await put(9, 'email', 'sent', '250')
    expect(await listReasons(db, id)).toEqual([
      { channel: 'email', state: 'failed', code: '550 5.2.0', count: MANY, answer: 'because 550 5.2.0' },
      { channel: 'email', state: 'retry', code: '421', count: 20_001, answer: 'because 421' },
      { channel: 'email', state: 'failed', code: null, count: 20_000, answer: 'because null' },
      { channel: 'sms', state: 'failed', code: '451 4.7.1', count: 5, answer: 'because 451 4.7.1' },
      { channel: 'email', state: 'failed', code: '451 4.7.1', count: 4, answer: 'because 451 4.7.1' },
      { channel: 'email', state: 'failed', code: '', count: 3, answer: 'because ' },
      { channel: 'sms', state: 'unknown', code: null, count: 2, answer: 'because null' },
    ])
    expect(await listReasons(db, id + 1)).toEqual([])
  })

  test('what waits is known wherever it comes from and goes to', async () => {
    const { db, id, put } = await world()
    await put(12, 'email', 'pending', null)
    await put(4, 'sms', 'pending', null)
    const become = (state: string, to: number, from = 1) =>
      db
        .updateTable('deliveries')
        .set({ state })
        .where('subscriber_id', '>=', from)
        .where('subscriber_id', '<=', to)
    const waiting = async () => {
      const { email, sms } = (await tally(db, [id])).get(id) ?? {}
      return [email?.pending, email?.retry, email?.unknown, email?.claimed, sms?.pending, sms?.unknown]
    }
    for (const [state, to, from, stand] of [
      ['claimed', 16, 1, [0, 0, 0, 12, 0, 0]],
      ['retry', 8, 1, [0, 8, 0, 4, 0, 0]],
      ['unknown', 16, 12, [0, 8, 1, 3, 0, 4]],
      ['retry', 12, 8, [0, 12, 0, 0, 0, 4]],
      ['retry', 12, 8, [0, 12, 0, 0, 0, 4]],
      ['claimed', 2, 1, [0, 10, 0, 2, 0, 4]],
      ['pending', 5, 3, [3, 7, 0, 2, 0, 4]],
      ['cancelled', 8, 6, [3, 4, 0, 2, 0, 4]],
      ['unknown', 6, 6, [3, 4, 1, 2, 0, 4]],
    ] as const) {
      await become(state, to, from).execute()
      expect(await waiting(), `${state} ${from} to ${to}`).toEqual(stand)
    }
    await db.deleteFrom('deliveries').where('subscriber_id', 'in', [6, 9, 10, 16]).execute()
    // Rows go when they have had their time; what they came to stays counted.
    expect(await waiting()).toEqual([3, 4, 1, 2, 0, 4])
  })

  test('begins anew whole, in more than one batch, and passes over who has left wherever they stand', async () => {
    const { db, by, id, put } = await world()
    const left = [1, 2_001, 4_000]
    for (let first = 1; first <= 5_000; first += 500) {
      const row = (_: unknown, i: number) => ({
        ...subscriberRow('email', `reader${first + i}@example.com`),
        ended_at: left.includes(first + i) ? NOON : null,
      })
      await db
        .insertInto('subscribers')
        .values(Array.from({ length: 500 }, row))
        .execute()
    }
    await put(4_500, 'email', 'failed', '550 5.2.0')
    await put(300, 'email', 'expired', null)
    await put(200, 'email', 'retry', '450')
    expect(await retryFailed(db, id, { state: 'expired' }, by)).toEqual({ again: 300, passedOver: 0 })
    expect(await retryFailed(db, id, {}, by)).toEqual({ again: 4_497, passedOver: 3 })
    expect((await tally(db, [id])).get(id)?.email).toMatchObject({ pending: 4_797, retry: 200, failed: 3 })
  })
})

interface Stand {
  id: number
  first: number
  count: number
  channel: string
  state: string
  code: string | null
}

/** Deliveries to subscribers from `first` on, counted as by those who write them, and then as they stand after a try. */
async function insert(db: Db, { id, first, count, channel, state, code }: Stand): Promise<void> {
  const last = first + count - 1
  await sql`
    insert into deliveries (announcement_id, subscriber_id, channel, state, due_at)
    select ${sql.lit(id)}, i, ${channel}, 'pending', ${sql.lit(NOON)} from (
      with recursive n(i) as (select ${sql.lit(first)} union all select i + 1 from n where i < ${sql.lit(last)})
      select i from n) as numbers`.execute(db)
  await engineOf(db).addTallies(db, [{ announcement_id: id, channel, state: 'open', count }])
  await db
    .updateTable('deliveries')
    .set({ state, code, answer: `because ${code}` })
    .where('subscriber_id', '>=', first)
    .execute()
}

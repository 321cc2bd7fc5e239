import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { inPortions } from '#db/queries/portions.ts'
import { insertSession } from '#db/queries/staff.ts'
import { purge } from '#src/worker/purge.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'

const DAY = 86_400_000
const MANY = 1_203

onBothEngines('what has had its time', (open) => {
  const left = async (db: Db, table: 'throttles' | 'sessions' | 'subscribers' | 'texts') =>
    (await db.selectFrom(table).select('id').execute()).map(({ id }) => id)

  async function crowd() {
    const { db } = await open()
    const { id: staff_id } = await aMember(db)
    await db.transaction().execute(async (tx) => {
      const session = { staff_id, created_at: NOON - DAY, user_agent: null }
      for (let i = 0; i < MANY; i += 1) {
        await tx
          .insertInto('throttles')
          .values({ key: `k${i}`, at: NOON - 2, until: NOON - 1 })
          .execute()
        await insertSession(tx, { ...session, id: `old ${i}`, expires_at: NOON - 1 })
        await aSubscriber(tx, { confirmed_at: null, created_at: NOON - 8 * DAY })
        const text = { sid: `SM${i}`, sender: '+1', body: 'hi', at: NOON - 100 * DAY }
        const unread = { read_at: null, read_by: null, answered_at: null, answered_by: null }
        await tx
          .insertInto('texts')
          .values({ ...text, ...unread })
          .execute()
      }
      await tx
        .insertInto('throttles')
        .values({ key: 'new', at: NOON, until: NOON + 1 })
        .execute()
      await insertSession(tx, { ...session, id: 'new', expires_at: NOON + 1 })
    })
    const waits = { created_at: NOON - 8 * DAY, confirmed_at: null, confirm_until: NOON + DAY }
    const kept = [await aSubscriber(db, { created_at: NOON - 8 * DAY }), await aSubscriber(db, waits)]
    return { db, kept }
  }

  test('is all removed, however much it is, and nothing else', async () => {
    const { db, kept } = await crowd()
    await purge(db, NOON)
    expect(await left(db, 'throttles')).toHaveLength(1)
    expect(await left(db, 'sessions')).toEqual(['new'])
    expect((await left(db, 'subscribers')).map(Number).sort((a, b) => a - b)).toEqual(kept)
    expect(await left(db, 'texts')).toEqual([])
  })
})

test('it goes in portions, and between two of them others have their turn', async () => {
  const spent = new Set(Array.from({ length: 12 }, (_, id) => id))
  const said: string[] = []
  const removed = await inPortions<number>(
    async (after = -1, limit) =>
      [...spent]
        .filter((id) => id > after)
        .slice(0, limit)
        .map((id) => ({ id })),
    async (ids) => {
      for (const id of ids) spent.delete(id)
      said.push(`${ids.length} removed`)
      setImmediate(() => said.push('others'))
      return { numDeletedRows: BigInt(ids.length) }
    },
    5,
  )
  expect(removed).toBe(12)
  expect(said).toEqual(['5 removed', 'others', '5 removed', 'others', '2 removed'])
})

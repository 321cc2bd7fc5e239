import { expect, test } from 'vitest'
import { networkOf, release, remember, remembered, sweepThrottles, take, taken } from '#src/throttle.ts'
import { onBothEngines } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'

const THREE = { limit: 3, windowMs: 60_000 }

onBothEngines('a throttle', (open, engine) => {
  test('gives as many places as the limit, to each counted thing its own', async () => {
    const { db } = await open()
    const got: boolean[] = []
    for (let n = 0; n < 5; n += 1) got.push(await take(db, 'try', 'ana@example.com', THREE, NOON + n))
    expect(got).toEqual([true, true, true, false, false])
    expect(await take(db, 'try', 'bob@example.com', THREE, NOON)).toBe(true)
    expect(await take(db, 'other', 'ana@example.com', THREE, NOON)).toBe(true)
    expect(await taken(db, 'try', 'ana@example.com', NOON + 5)).toEqual({ count: 3, last: NOON + 2 })
  })

  test('frees a place when its window is over, not before', async () => {
    const { db } = await open()
    for (const at of [0, 10, 20]) await take(db, 'try', 'a', THREE, NOON + at)
    expect(await take(db, 'try', 'a', THREE, NOON + 59_999)).toBe(false)
    expect(await take(db, 'try', 'a', THREE, NOON + 60_000)).toBe(true)
    expect(await take(db, 'try', 'a', THREE, NOON + 60_001)).toBe(false)
  })

  test('never gives the last place to two who come at the same moment', async () => {
    const { db, again } = await open()
    // One process has one connection to an SQLite file: a second would wait for the first on the same thread.
    const others = engine === 'sqlite' ? [] : [again(), again()]
    const doors = [db, ...others]
    const all = Array.from({ length: 12 }, (_, n) =>
      take(doors[n % doors.length] ?? db, 'rush', 'x', THREE, NOON),
    )
    expect((await Promise.all(all)).filter(Boolean)).toHaveLength(3)
  })

  test('gives the place back when the transaction that took it is undone', async () => {
    const { db } = await open()
    const undone = db.transaction().execute(async (tx) => {
      await take(tx, 'try', 'a', THREE, NOON)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect((await taken(db, 'try', 'a', NOON)).count).toBe(0)
  })

  test('remembers the newest of what happened and no more', async () => {
    const { db } = await open()
    for (let n = 1; n <= 5; n += 1) await remember(db, 'seen', 'US', 3, NOON + n)
    await remember(db, 'seen', 'PT', 3, NOON)
    await sweepThrottles(db, NOON * 2)
    expect(await remembered(db, 'seen', 'US')).toEqual([NOON + 5, NOON + 4, NOON + 3])
    expect(await remembered(db, 'seen', 'PT')).toEqual([NOON])
  })

  test('keeps nothing that says who was counted, and nothing longer than it counts', async () => {
    const { db } = await open()
    await take(db, 'try', 'ana@example.com', THREE, NOON)
    const rows = await db.selectFrom('throttles').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('ana')
    await sweepThrottles(db, NOON + 60_000)
    expect(await db.selectFrom('throttles').select('id').execute()).toEqual([])
    await take(db, 'try', 'b', THREE, NOON)
    await release(db, 'try', 'b')
    expect((await taken(db, 'try', 'b', NOON)).count).toBe(0)
  })
})

test('counts an IPv6 visitor by the /64 that belongs to it, an IPv4 visitor by its address', () => {
  expect(networkOf('203.0.113.9')).toBe('203.0.113.9')
  expect(networkOf('::ffff:203.0.113.9')).toBe('203.0.113.9')
  expect(networkOf('2001:db8:1:2:aaaa::1')).toBe('2001:db8:1:2::/64')
  expect(networkOf('2001:0DB8:1:2:bbbb:cccc:dddd:eeee')).toBe('2001:db8:1:2::/64')
  expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
})

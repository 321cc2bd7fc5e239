import { expect, test } from 'vitest'
import { startSender } from '#src/worker/sender.ts'
import { freshDb } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'
import { until } from '#test/support/until.ts'
import { aWorld, MINUTE, standing } from './world.ts'

test('the sender keeps the time of alarms, with nothing but the database to remember it by', async () => {
  const { db, url, drop } = await freshDb('sqlite')
  const { hook, say } = await aWorld(db, { graceMinutes: '5' })
  await say('firing', NOON)
  let now = NOON + 5 * MINUTE - 1
  const log = { info: () => {}, error: () => {} }
  const sender = await startSender({
    databaseUrl: url,
    carriers: new Map(),
    log,
    now: () => now,
    onLost: () => {},
  })
  now += 1
  await until(async () => (await standing(db, hook.id)).posts.length === 1)
  await sender.stop()
  expect((await standing(db, hook.id)).made).toEqual(['waiting', 'published'])
  await drop()
})

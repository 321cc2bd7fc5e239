import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from '#db/migrate.ts'
import { type Db, openDb } from '#db/open.ts'
import { tally } from '#db/queries/progress.ts'
import { publish } from '#src/posts/publish.ts'
import { troubleOf } from '#src/trouble.ts'
import { startSender } from '#src/worker/sender.ts'
import { freshDb } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { startPostgres } from '#test/support/postgres.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'
import { until } from '#test/support/until.ts'

/** A sender that tells so many of an incident, some milliseconds each. */
async function telling(db: Db, url: string, readers: number) {
  await aPage(db)
  await db.transaction().execute(async (tx) => {
    for (let i = 0; i < readers; i++) await aSubscriber(tx)
  })
  const carrier = scriptedCarrier(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    return { result: 'sent' }
  })
  const log = { info: () => {}, error: () => {} }
  const carriers = new Map([['email' as const, carrier]])
  const sender = await startSender({ databaseUrl: url, carriers, log, onLost: () => {} })
  const by = { author: await anAuthor(db), now: Date.now(), formKey: 'a' }
  const { announcementId = 0 } = await publish(db, anIncident({ channels: ['email'] }), by)
  return { carrier, sender, announcementId, by }
}

test('PostgreSQL ends every connection in the middle, twice: everybody is told once, by itself', async () => {
  const { db, url, drop } = await freshDb('postgres')
  const { carrier, sender, announcementId } = await telling(db, url, 300)
  for (const many of [20, 120]) {
    await until(() => carrier.notices.length >= many, `${many} mails`)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
  }
  await until(
    async () =>
      (await tally(db, [announcementId]).catch(() => undefined))?.get(announcementId)?.email.sent === 300,
    '300 sent',
  )
  expect(new Set(carrier.notices.map((notice) => notice.key)).size).toBe(300)
  expect(carrier.notices).toHaveLength(300)
  await sender.stop()
  await drop()
})

test.skipIf(process.env.TEST_DATABASE_URL)(
  'PostgreSQL is stopped and started again in the middle: everybody is told once, by itself',
  async () => {
    const server = await startPostgres()
    const { url } = server
    const db = openDb(url)
    await migrate(db)
    const { carrier, sender, announcementId, by } = await telling(db, url, 200)
    await until(() => carrier.notices.length >= 20, '20 mails')
    await server.down()
    const refused = publish(db, anIncident({ channels: ['email'] }), { ...by, formKey: 'b' })
    expect(troubleOf(await refused.catch((error) => error))).toBe('away')
    await server.up()
    const sent = async () => (await tally(db, [announcementId])).get(announcementId)?.email.sent
    await until(async () => (await sent().catch(() => 0)) === 200, '200 sent', 60_000)
    expect(new Set(carrier.notices.map((notice) => notice.key)).size).toBe(200)
    expect(carrier.notices).toHaveLength(200)
    await sender.stop()
    await db.destroy()
    await server.stop()
  },
  120_000,
)

test('a publish that waits too long for a lock of PostgreSQL is trouble that passes, and written when it is asked again', async () => {
  const { db, again, drop } = await freshDb('postgres')
  await aPage(db)
  const by = { author: await anAuthor(db), now: Date.now(), formKey: 'a' }
  const tell = () => publish(db, anIncident({ channels: ['email'] }), by)
  const error = await again()
    .transaction()
    .execute(async (tx) => {
      await sql`lock table posts in access exclusive mode`.execute(tx)
      return tell().catch((caught) => caught)
    })
  expect(troubleOf(error)).toBe('busy')
  expect(await db.selectFrom('announcements').select('id').execute()).toEqual([])
  expect((await tell()).announcementId).toBeGreaterThan(0)
  await drop()
})

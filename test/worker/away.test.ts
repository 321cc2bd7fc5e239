import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { tally } from '#db/queries/progress.ts'
import { publish } from '#src/posts/publish.ts'
import { startSender } from '#src/worker/sender.ts'
import { freshDb } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'
import { until } from '#test/support/until.ts'

test('PostgreSQL ends every connection in the middle, twice: everybody is told once, by itself', async () => {
  const { db, url, drop } = await freshDb('postgres')
  await aPage(db)
  await db.transaction().execute(async (tx) => {
    for (let i = 0; i < 300; i++) await aSubscriber(tx)
  })
  const author = await anAuthor(db)
  const carrier = scriptedCarrier(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    return { result: 'sent' }
  })
  const log = { info: () => {}, error: () => {} }
  const carriers = new Map([['email' as const, carrier]])
  const sender = await startSender({ databaseUrl: url, carriers, log, onLost: () => {} })
  const incident = anIncident({ channels: ['email'] })
  const { announcementId = 0 } = await publish(db, incident, { author, now: Date.now(), formKey: 'a' })
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

import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { engineOf, transact } from '#db/open.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'
import { until } from '#test/support/until.ts'

onBothEngines('whoever watches for work', (open, engine) => {
  test('hears of what is published or let go on once it is committed, also after the connection was lost', async () => {
    const { db, url, again } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const own = again()
    let heard = 0
    const watching = engineOf(own).watch(own, url, () => {
      heard += 1
    })
    await until(() => heard > 0, 'the first look')
    const before = heard
    let id = 0
    await transact(db, async (tx) => {
      id = (await publish(tx, anIncident(), { author, now: NOON, formKey: 'a' })).announcementId ?? 0
      await new Promise((resolve) => setTimeout(resolve, 120))
      expect(heard).toBe(before)
    })
    await until(() => heard > before, 'the publish')
    if (engine === 'postgres') {
      const lost = heard
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%'
        and datname = current_database()`.execute(db)
      await until(() => heard > lost, 'a new connection')
    }
    const resumed = heard
    await updateAnnouncement(db, id, { resumed_at: NOON + 1 })
    await until(() => heard > resumed, 'the change')
    await watching.stop()
    const stopped = heard
    await updateAnnouncement(db, id, { resumed_at: NOON + 2 })
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(heard).toBe(stopped)
  })
})

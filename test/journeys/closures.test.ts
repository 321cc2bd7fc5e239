import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPost } from '#db/queries/whole-posts.ts'
import { wallOf, windowOf } from '#src/posts/closing.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { type MailCatcher, startMailCatcher } from '#test/support/mail-catcher.ts'
import { anAuthor, anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { spawnSender } from '#test/support/sender.ts'
import { until } from '#test/support/until.ts'

const HOUR = 3_600_000
const ZONE = 'Europe/Lisbon'
let relay: MailCatcher

beforeAll(async () => {
  relay = await startMailCatcher()
})
afterAll(() => relay?.stop())

onBothEngines('a closure kept by two senders', (open, engine) => {
  test('reminds once, begins once, ends once, and says so to everybody once', async () => {
    const { db, url } = await open()
    const readers = [1, 2, 3].map((n) => `${engine}${n}@example.com`)
    await aPage(db)
    for (const address of readers) await aSubscriber(db, { address })
    const now = Date.now()
    const wall = (at: number) => wallOf(at, ZONE)
    const { postId } = await publish(
      db,
      anIncident({
        kind: 'closure',
        state: 'scheduled',
        title: 'New cables',
        body: 'We lay new cables.',
        impact: null,
        startedAt: null,
        reason: 'maintenance',
        window: windowOf(wall(now + 72 * HOUR), wall(now + 74 * HOUR), ZONE),
        remindMinutes: 1_440,
        channels: ['email'],
      }),
      { author: await anAuthor(db), now, formKey: 'cables' },
    )
    /** The post as if time had passed. */
    const move = (changes: { starts_at?: number; ends_at?: number; published_at?: number }) =>
      db.updateTable('posts').set(changes).where('id', '=', postId).execute()
    const mails = () => relay.messages().filter((mail) => readers.includes(mail.to[0] ?? ''))
    const through = (announcements: number) =>
      until(async () => {
        const rows = await db.selectFrom('announcements').select('done_at').execute()
        return rows.length === announcements && rows.every((row) => row.done_at !== null)
      }, `${announcements} announcements to be through`)

    const senders = [1, 2].map(() => spawnSender(url, { SMTP_URL: relay.url }))
    try {
      await through(1)
      expect(mails()).toHaveLength(3)

      await db
        .updateTable('announcements')
        .set({ created_at: now - 48 * HOUR })
        .execute()
      await move({ published_at: now - 48 * HOUR, starts_at: now + 23 * HOUR, ends_at: now + 25 * HOUR })
      await through(2)
      expect(mails()).toHaveLength(6)
      expect((await findPost(db, postId))?.state).toBe('scheduled')

      await move({ starts_at: Date.now() - 1_000 })
      await through(3)
      expect((await findPost(db, postId))?.state).toBe('in_progress')

      await move({ ends_at: Date.now() - 1_000 })
      await through(4)
      expect((await findPost(db, postId))?.state).toBe('completed')
    } finally {
      await Promise.all(senders.map((sender) => sender.kill('SIGTERM')))
    }
    // Each of four things to each of three readers, and nothing twice.
    const said = [/lay new cables/, /maintenance has begun/, /maintenance is over/]
    for (const reader of readers) {
      const own = mails().filter((mail) => mail.to[0] === reader)
      expect(own).toHaveLength(4)
      const texts = await Promise.all(own.map(async (mail) => (await mail.parsed()).text ?? ''))
      expect(said.map((words) => texts.findIndex((text) => words.test(text)))).toEqual([0, 2, 3])
    }
    const occasions = await db.selectFrom('announcements').select('occasion').orderBy('id').execute()
    expect(occasions.map(({ occasion }) => occasion)).toEqual(['update', 'reminder', 'update', 'update'])
  })
})

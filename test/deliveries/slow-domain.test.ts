import { expect, onTestFinished, test } from 'vitest'
import { tally } from '#db/queries/progress.ts'
import { openEmail } from '#src/channels/email/send.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { type Sink, startSink } from '#test/support/sink.ts'
import { MAIL_SETTINGS } from '../channels/makers.ts'

const EACH = 40
const SECOND = 1_000

onBothEngines('a real relay that answers 421 above a rate for one domain', (open) => {
  test('holds up nobody else, and in the end nobody is missed, told twice or given up', async () => {
    const { db } = await open()
    await aPage(db)
    await db.transaction().execute(async (tx) => {
      for (let i = 0; i < EACH; i++) {
        await aSubscriber(tx, { address: `reader${i}@slow.test` })
        await aSubscriber(tx, { address: `reader${i}@quick.test` })
      }
    })
    const by = { author: await anAuthor(db), now: NOON, formKey: 'one' }
    const { announcementId = 0 } = await publish(db, anIncident(), by)
    while (await fanOut(db, NOON)) {}
    const sink = await startSink()
    const carrier = openEmail({ ...MAIL_SETTINGS, url: sink.url, requireTls: false, connections: 4 })
    onTestFinished(async () => {
      await carrier.close()
      await sink.stop()
    })
    const reply = '421 4.7.0 Too many from you, slow down'
    await sink.behave({ rules: [{ stage: 'rcpt', domain: 'slow.test', above: 5, do: { reply } }] })
    let now = NOON
    const elapsed = () => performance.now() + now
    const line = deliverer({ db, carrier, owner: 'us', now: () => now, elapsed, random: () => 0.5 })
    const state = async () => (await tally(db, [announcementId])).get(announcementId)?.email

    while ((await arrived(sink, 'quick.test')).length < EACH) {
      await line.work()
      now += SECOND
    }
    const slowThen = (await arrived(sink, 'slow.test')).length
    expect(slowThen).toBeGreaterThan(0)
    expect(slowThen).toBeLessThan(EACH)
    expect((await state())?.failed).toBe(0)

    await sink.behave({})
    while ((await state())?.sent !== 2 * EACH) {
      await line.work()
      now += 30 * SECOND
    }
    for (const domain of ['quick.test', 'slow.test']) {
      const all = await arrived(sink, domain)
      expect(all).toHaveLength(EACH)
      expect(all.filter(({ count }) => count > 1)).toEqual([])
    }
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  }, 60_000)
})

async function arrived(sink: Sink, domain: string) {
  const all = await Array.fromAsync(sink.deliveries())
  return all.filter(({ to }) => to.endsWith(`@${domain}`))
}

import { expect, test } from 'vitest'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { findTold } from '#src/deliveries/told.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { update } from '#src/posts/update.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

onBothEngines('the message as one recipient got it', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    const author = { ...(await anAuthor(db)), name: 'Ana Reis' }
    const reader = { name: 'Rui Costa', address: 'rui@example.com', time_zone: 'America/New_York' }
    const ana = await aSubscriber(db, reader)
    const phone = await aSubscriber(db, { channel: 'sms', address: '+14155550142' })
    const said = await publish(db, anIncident(), { author, now: NOON, formKey: 'k' })
    await fanOut(db, NOON)
    await db
      .updateTable('deliveries')
      .set({ state: 'sent', sent_at: NOON + 1_000 })
      .execute()
    const id = said.announcementId ?? 0
    const look = (subscriber: number, masked = false) =>
      findTold(db, id, subscriber, { masked, now: NOON + 9_000_000 })
    return { db, author, ana, phone, said, id, look }
  }

  test('reads as it did then, with their name and clock, whatever was said and corrected since', async () => {
    const { db, author, ana, said, look } = await world()
    const before = await look(ana)
    if (before?.message?.channel !== 'email') throw new Error('no mail')
    expect(before.message.text).toContain('Hello Rui Costa,')
    expect(before.message.text).toMatch(/EST|New York|7:00/)
    await revise(db, said.updateId, 'Corrected words.', { author, now: NOON + 60_000 })
    const entry = { state: 'resolved', body: 'Later words.', statuses: {}, nextUpdateBy: null, channels: [] }
    await update(db, said.postId, entry as never, { author, now: NOON + 120_000, formKey: 'two' })
    const after = await look(ana)
    expect(after?.message).toEqual(before.message)
    // Who has not been told yet would get the corrected text.
    await db.updateTable('deliveries').set({ state: 'pending', sent_at: null }).execute()
    const next = await look(ana)
    expect(JSON.stringify(next?.message)).toContain('Corrected words.')
    expect(JSON.stringify(next?.message)).not.toContain('Later words.')
  })

  test('holds no link with which anybody could leave or choose for them', async () => {
    const { ana, phone, look } = await world()
    for (const subscriber of [ana, phone]) {
      const text = JSON.stringify(await look(subscriber))
      expect(text).not.toContain(subscriptionToken(subscriber, 1))
      expect(text).not.toMatch(/\/(u|subscriptions)\/\d/)
    }
    expect(JSON.stringify(await look(ana))).toContain('/u/not-shown-to-staff')
  })

  test('is masked for viewers, and cannot be drawn once its reader is erased', async () => {
    const { db, ana, phone, look } = await world()
    expect(JSON.stringify(await look(ana, true))).not.toContain('rui@')
    expect((await look(phone, true))?.message).toMatchObject({ channel: 'sms', segments: 1 })
    expect(JSON.stringify(await look(phone, true))).not.toContain('+14155550142')
    await db.deleteFrom('subscribers').where('id', '=', ana).execute()
    expect(await look(ana)).toMatchObject({ recipient: null, message: null })
    expect(await look(999)).toBeUndefined()
  })
})

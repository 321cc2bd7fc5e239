import { expect, test } from 'vitest'
import { keyword } from '#src/channels/sms/callback.ts'
import { hearText } from '#src/subscribers/hear-text.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { standing } from './world.ts'

const NUMBER = '+14155550160'
let sid = 0

/** A text message as the carrier hands it over; `answered` by the carrier itself when it says so. */
function texted(body: string, changes: { sid?: string; answered?: boolean } = {}) {
  sid += 1
  return {
    sid: `SM${sid}`,
    from: NUMBER,
    to: '+15005550006',
    body,
    keyword: keyword(body),
    answered: false,
    ...changes,
  }
}

onBothEngines('a text message to us', (open) => {
  test('that says STOP in any way ends the subscription and is answered once', async () => {
    const { db } = await open()
    await aPage(db)
    for (const [n, word] of [
      'STOP',
      'stop all',
      'Unsubscribe.',
      '"quit"',
      'OPT OUT',
      'End!',
      'revoke',
      'Cancel',
    ].entries()) {
      await db.deleteFrom('subscribers').execute()
      await aSubscriber(db, { channel: 'sms', address: NUMBER })
      expect(await hearText(db, texted(word), NOON + n)).toContain('no more messages')
      expect(await standing(db, NUMBER)).toMatchObject({ endedAt: NOON + n, endedBy: 'carrier' })
    }
  })

  test('is answered in its sender’s language, and a stranger’s in the page’s', async () => {
    const { db } = await open()
    await aPage(db, { language: 'fr' })
    await aSubscriber(db, { channel: 'sms', address: NUMBER, language: 'de' })
    expect(await hearText(db, texted('Stopp'), NOON)).toContain('Sie erhalten keine Nachrichten mehr')
    expect(await hearText(db, { ...texted('HELP'), from: '+14155550161' }, NOON)).toContain('STOP pour finir')
  })

  test('that is repeated a hundred times is heard once, and does not undo what came after', async () => {
    const { db } = await open()
    await aPage(db)
    await aSubscriber(db, { channel: 'sms', address: NUMBER })
    const stop = texted('STOP')
    await hearText(db, stop, NOON)
    expect(await hearText(db, texted('START'), NOON + 1)).toContain('again')
    for (let n = 0; n < 100; n += 1) expect(await hearText(db, stop, NOON + 2 + n)).toBeNull()
    expect((await standing(db, NUMBER)).endedAt).toBeNull()
  })

  test('that the carrier has answered by itself is acted upon in silence', async () => {
    const { db } = await open()
    await aPage(db)
    await aSubscriber(db, { channel: 'sms', address: NUMBER })
    expect(await hearText(db, texted('STOP', { answered: true }), NOON)).toBeNull()
    expect((await standing(db, NUMBER)).endedBy).toBe('carrier')
  })

  test('that says START from a stranger subscribes nobody and says where to', async () => {
    const { db } = await open()
    await aPage(db)
    expect(await hearText(db, texted('START'), NOON)).toContain('/subscribe')
    expect(await db.selectFrom('subscribers').select('id').execute()).toEqual([])
  })

  test('that asks for help is told who we are, how to reach us and how to stop; anything else gets no answer', async () => {
    const { db } = await open()
    await aPage(db, { contact_phone: '+351 210 000 000' })
    const help = await hearText(db, texted('Help?'), NOON)
    for (const part of ['Acme', '+351 210 000 000', 'STOP']) expect(help).toContain(part)
    expect(await hearText(db, texted('Please stop the noise outside'), NOON)).toBeNull()
  })
})

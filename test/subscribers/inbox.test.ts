import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { listAudit } from '#db/queries/audit.ts'
import { countUnreadTexts, findText, listTexts } from '#db/queries/texts.ts'
import { keyword } from '#src/channels/sms/callback.ts'
import { hearText } from '#src/subscribers/hear-text.ts'
import { readText, treatAsStop } from '#src/subscribers/inbox.ts'
import { purge } from '#src/worker/purge.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'
import { standing } from './world.ts'

const NUMBER = '+14155550161'
const DAY = 86_400_000
let count = 0

/** Somebody texts this; returns what we reply. */
function text(db: Db, body: string, { from = NUMBER, now = NOON, sid = '' } = {}) {
  count += 1
  const message = { sid: sid || `SM${count}`, from, to: '+15005550006', body, keyword: keyword(body) }
  return hearText(db, { ...message, answered: false }, now)
}

onBothEngines('the inbox of texts', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    return { db, reader: { staff: await aMember(db, 'editor'), now: NOON + 1 } }
  }

  test('keeps what is no keyword, unread and unanswered by us, with who sent it', async () => {
    const { db } = await world()
    const id = await aSubscriber(db, { channel: 'sms', address: NUMBER })
    expect(await text(db, 'Please leave me alone')).toBeNull()
    await text(db, 'STOP', { from: '+14155550162' })
    await text(db, 'Who are you?', { from: '+14155550163' })
    expect(await listTexts(db, 10)).toMatchObject([
      { body: 'Who are you?', subscriber_id: null, read_at: null },
      { body: 'Please leave me alone', sender: NUMBER, subscriber_id: id, at: NOON },
    ])
    expect(await countUnreadTexts(db)).toBe(2)
  })

  test('holds a repeated text once, a long one cut, and no more than twenty of a number in a day', async () => {
    const { db } = await world()
    for (let n = 0; n < 100; n += 1) await text(db, 'Hello?', { sid: 'SMsame' })
    expect(await countUnreadTexts(db)).toBe(1)
    await text(db, `${'x'.repeat(5_000)}\ud800`)
    expect((await listTexts(db, 1))[0]?.body).toBe('x'.repeat(1_600))
    for (let n = 0; n < 30; n += 1) await text(db, `again ${n}`)
    expect(await countUnreadTexts(db)).toBe(20)
    await text(db, 'somebody else', { from: '+14155550164' })
    await text(db, 'the day after', { now: NOON + DAY })
    expect(await countUnreadTexts(db)).toBe(22)
  })

  test('marks what was read and what was answered, by whom first', async () => {
    const { db, reader } = await world()
    await text(db, 'Hello?')
    const [{ id = 0 } = {}] = await listTexts(db, 1)
    await readText(db, id, { answered: false }, reader)
    const other = await aMember(db, 'editor', 'Bo Lund')
    await readText(db, id, { answered: true }, { staff: other, now: NOON + 2 })
    expect(await findText(db, id)).toMatchObject({
      read_at: NOON + 1,
      read_by: 'Ana Reis',
      answered_at: NOON + 2,
      answered_by: 'Bo Lund',
    })
    expect(await countUnreadTexts(db)).toBe(0)
    await expect(readText(db, 999, { answered: true }, reader)).rejects.toThrow(/no such text/)
  })

  test('lets staff take other words for STOP: they have left, and it stands in the audit', async () => {
    const { db, reader } = await world()
    await aSubscriber(db, { channel: 'sms', address: NUMBER })
    await text(db, 'Please leave me alone')
    const [{ id = 0 } = {}] = await listTexts(db, 1)
    await treatAsStop(db, id, reader)
    expect(await standing(db, NUMBER)).toMatchObject({ endedAt: NOON + 1, endedBy: 'carrier' })
    expect(await findText(db, id)).toMatchObject({ answered_at: NOON + 1 })
    expect((await listAudit(db, 1))[0]).toMatchObject({ action: 'text.stop', object: String(id) })
    expect(JSON.stringify(await listAudit(db, 9))).not.toContain('4155550161')
  })

  test('forgets a text after ninety days', async () => {
    const { db } = await world()
    await text(db, 'Hello?')
    await purge(db, NOON + 90 * DAY)
    expect(await listTexts(db, 10)).toHaveLength(1)
    await purge(db, NOON + 90 * DAY + 1)
    expect(await listTexts(db, 10)).toEqual([])
  })
})

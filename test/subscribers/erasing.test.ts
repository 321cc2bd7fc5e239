import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { claimLetters, listDue } from '#db/queries/due.ts'
import { insertText } from '#db/queries/texts.ts'
import { publish } from '#src/posts/publish.ts'
import { NOTHING } from '#src/subscribers/choices.ts'
import { comeBack } from '#src/subscribers/come-back.ts'
import { confirm } from '#src/subscribers/confirm.ts'
import { erase } from '#src/subscribers/erase.ts'
import { exportOf } from '#src/subscribers/export.ts'
import { enrol } from '#src/subscribers/manage.ts'
import { askMove } from '#src/subscribers/move.ts'
import { wishPost } from '#src/subscribers/preferences.ts'
import { purgeSubscribers } from '#src/subscribers/purge.ts'
import { addressHash } from '#src/subscribers/subscriber.ts'
import { suppress } from '#src/subscribers/suppress.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { leave } from '#src/subscribers/unsubscribe.ts'
import { sendWayIn } from '#src/subscribers/way-in.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { tablesWith } from '#test/support/tables.ts'
import { asks, aVisitor, DAY, enters, letters, mailedToken, standing, textedCode } from './world.ts'

onBothEngines('being erased', (open) => {
  const NUMBER = '+14155550160'
  async function somebody() {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const { postId } = await publish(db, anIncident(), { author, now: NOON, formKey: 'one' })
    await asks(db, 'rita@example.com', { person: { name: 'Rita Quill', language: 'de', timeZone: null } })
    const { id, version } = await confirm(db, await mailedToken(db, 'rita@example.com'), aVisitor())
    const { ticket } = await asks(db, NUMBER)
    await enters(db, { number: NUMBER, ticket: ticket ?? '', code: await textedCode(db, NUMBER) })
    const token = subscriptionToken(id, version)
    await wishPost(db, token, { postId, wish: 'mute' }, aVisitor())
    await askMove(db, token, 'quill@example.org', aVisitor())
    await insertText(db, { sid: 'SM1', sender: NUMBER, body: 'Rita Quill here, please stop', at: NOON })
    return { db, id, token, postId }
  }

  test('leaves nothing of an address, a number, a name or a text but the mark against being added again', async () => {
    const { db, token } = await somebody()
    const words = ['rita@', 'quill@', 'Quill', NUMBER.slice(1)]
    expect((await tablesWith(db, words)).sort()).toContain('subscribers')
    const number = await standing(db, NUMBER)
    await erase(db, token, aVisitor())
    await erase(db, subscriptionToken(number.id, number.version), aVisitor())
    expect(await tablesWith(db, words)).toEqual([])
    const marks = await db.selectFrom('suppressions').select(['address_hash', 'reason']).execute()
    expect(marks).toHaveLength(2)
    expect(marks).toContainEqual({ address_hash: addressHash('email', 'rita@example.com'), reason: 'erased' })
    await expect(erase(db, token, aVisitor())).rejects.toMatchObject({ code: 'not_found' })
  })

  test('keeps programs and staff from adding somebody again, and themselves from nothing', async () => {
    const { db, token } = await somebody()
    await erase(db, token, aVisitor())
    const by = { staff: { id: 1, name: 'Ana' }, now: NOON + DAY }
    const newcomer = { channel: 'email', address: 'rita@example.com', components: 'all' } as const
    for (const voucher of [null, { at: NOON, evidence: 'A list.' }])
      await expect(enrol(db, { ...newcomer, voucher }, by)).rejects.toMatchObject({ code: 'conflict' })
    await asks(db, 'rita@example.com', { now: NOON + 2 * DAY })
    const due = await listDue(db, { channel: 'email', now: NOON + 2 * DAY })
    const claim = { channel: 'email', claim: 1, limit: 99, now: NOON + 2 * DAY } as const
    const { id } = await standing(db, 'rita@example.com')
    const claimed = await db.transaction().execute((tx) =>
      claimLetters(
        tx,
        due.filter(({ post_id }) => post_id === null),
        claim,
      ),
    )
    expect(claimed.map((row) => row.subscriber_id)).toContain(id)
    await confirm(db, await mailedToken(db, 'rita@example.com'), aVisitor(NOON + 2 * DAY))
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  })

  test('leaves their other addresses alone, and one of them takes the first one’s place', async () => {
    const { db } = await open()
    const first = await aSubscriber(db)
    const [second, third] = [
      await aSubscriber(db, { person_id: first }),
      await aSubscriber(db, { person_id: first }),
    ]
    await erase(db, subscriptionToken(first, 1), aVisitor())
    const rows = await db.selectFrom('subscribers').select(['id', 'person_id']).orderBy('id').execute()
    expect(rows.map(({ id, person_id }) => [Number(id), person_id && Number(person_id)])).toEqual([
      [second, null],
      [third, second],
    ])
  })

  test('is preceded by all that is kept, as a file', async () => {
    const { db } = await somebody()
    const number = await standing(db, NUMBER)
    const [rita, text] = [
      await exportOf(db, await standing(db, 'rita@example.com')),
      await exportOf(db, number),
    ]
    expect(rita).toMatchObject({
      subscriber: { address: 'rita@example.com', name: 'Rita Quill', language: 'de' },
      posts: [{ title: 'Email arrives late', wish: 'mute' }],
      consents: [{ act: 'asked' }, { act: 'confirmed' }, { act: 'changed' }],
      new_address_not_confirmed: 'quill@example.org',
    })
    expect(text.texts).toMatchObject([{ body: 'Rita Quill here, please stop' }])
  })
})

onBothEngines('coming back', (open) => {
  async function gone(by: 'link' | 'page' = 'page') {
    const { db } = await open()
    const id = await aSubscriber(db, { address: 'rita@example.com', wants_release: 0, rhythm: 'weekly' })
    const token = subscriptionToken(id, 1)
    await leave(db, token, by, aVisitor())
    return { db, id, token }
  }

  test('within thirty days brings everything as it was; after, it is forgotten and marked', async () => {
    for (const by of ['link', 'page'] as const) {
      const { db, token } = await gone(by)
      await comeBack(db, token, aVisitor(NOON + 29 * DAY))
      expect(await standing(db, 'rita@example.com')).toMatchObject({
        endedAt: null,
        choices: { kinds: ['incident', 'closure'] },
        hours: { rhythm: 'weekly' },
      })
    }
    const { db, token } = await gone()
    await purgeSubscribers(db, NOON + 30 * DAY - 1)
    await expect(comeBack(db, token, aVisitor(NOON + 30 * DAY))).rejects.toMatchObject({ code: 'conflict' })
    await purgeSubscribers(db, NOON + 30 * DAY)
    await expect(standing(db, 'rita@example.com')).rejects.toThrow('nobody')
    expect(await db.selectFrom('suppressions').select('reason').execute()).toEqual([{ reason: 'erased' }])
  })

  test('is not for whom the carrier stopped, who called it spam, or whose address is closed', async () => {
    const { db } = await open()
    for (const ended_by of ['carrier', 'complaint', 'program']) {
      const id = await aSubscriber(db, { ended_at: NOON, ended_by })
      const back = comeBack(db, subscriptionToken(id, 1), aVisitor())
      await expect(back).rejects.toMatchObject({ code: 'conflict' })
    }
    const { db: other, token } = await gone()
    const hash = addressHash('email', 'rita@example.com')
    await suppress(other, { channel: 'email', addressHash: hash, reason: '5.1.1' }, NOON)
    await expect(comeBack(other, token, aVisitor())).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is not needed by who wanted one post: thirty days after its end they are forgotten, unmarked', async () => {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const { postId } = await publish(db, anIncident(), { author, now: NOON, formKey: 'one' })
    await asks(db, 'one@example.com', { choices: NOTHING, follow: postId })
    await confirm(db, await mailedToken(db, 'one@example.com'), aVisitor())
    await purgeSubscribers(db, NOON + 90 * DAY)
    await db
      .updateTable('posts')
      .set({ ended_at: NOON + 60 * DAY })
      .execute()
    await purgeSubscribers(db, NOON + 90 * DAY - 1)
    expect((await standing(db, 'one@example.com')).confirmedAt).toBe(NOON)
    await purgeSubscribers(db, NOON + 90 * DAY)
    await expect(standing(db, 'one@example.com')).rejects.toThrow('nobody')
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  })
})

onBothEngines('the way to one’s own page', (open) => {
  const find = (db: Db, address: string, now = NOON) =>
    sendWayIn(db, { address, formKey: `${address}${now}` }, aVisitor(now))

  test('goes to whom we know, and the answer is the same for everybody', async () => {
    const { db } = await open()
    await aSubscriber(db, { address: 'here@example.com' })
    await aSubscriber(db, { address: 'left@example.com', ended_at: NOON, ended_by: 'page' })
    await aSubscriber(db, { address: 'spam@example.com', ended_at: NOON, ended_by: 'complaint' })
    for (const name of ['here', 'left', 'spam', 'nobody'])
      expect(await find(db, `${name}@example.com`)).toEqual({
        channel: 'email',
        address: `${name}@example.com`,
        ticket: null,
      })
    expect((await letters(db)).map(({ occasion }) => occasion)).toEqual(['link', 'link'])
    for (let n = 1; n < 20; n += 1) await find(db, 'here@example.com', NOON + n * 180_000)
    expect(await letters(db)).toHaveLength(6)
  })

  test('is a code for a number, which opens the page and brings nobody back who has left', async () => {
    const { db } = await open()
    const number = '+14155550170'
    await aSubscriber(db, { channel: 'sms', address: number, ended_at: NOON, ended_by: 'page' })
    const { ticket } = await find(db, number)
    const opened = await enters(db, { number, ticket: ticket ?? '', code: await textedCode(db, number) })
    expect(opened.endedAt).toBe(NOON)
    expect((await standing(db, number)).endedAt).toBe(NOON)
    expect(await db.selectFrom('consents').selectAll().execute()).toEqual([])
    expect(await find(db, '+14155550171')).toMatchObject({ ticket: expect.any(String) })
  })
})

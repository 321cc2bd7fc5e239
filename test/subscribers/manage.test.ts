import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { listConsents } from '#db/queries/consents.ts'
import { countManaged, findManaged, listManaged } from '#db/queries/managed.ts'
import { setQuarantine } from '#db/queries/refusals.ts'
import { insertSuppression } from '#db/queries/suppressions.ts'
import { confirm } from '#src/subscribers/confirm.ts'
import { enrol, expel, type Newcomer, reactivate, remind } from '#src/subscribers/manage.ts'
import { addressHash, type Leaving } from '#src/subscribers/subscriber.ts'
import { unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { acts, DAY, letters, mailedToken, standing } from './world.ts'

const VOUCHER = { at: NOON - DAY, evidence: 'Ticked at checkout, order 1234' }
const newcomer = (changes: Partial<Newcomer> = {}): Newcomer => ({
  channel: 'email',
  address: 'Maria@Example.com',
  components: 'all',
  voucher: null,
  ...changes,
})

onBothEngines('subscribers that programs manage', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    return { db, by: (now = NOON) => ({ staff: { id: author.id, name: 'CRM' }, now }) }
  }
  const stateOf = async (db: Db, id: number) => (await findManaged(db, id))?.state

  test('one who is added is asked by mail, and hears nothing before they have agreed', async () => {
    const { db, by } = await world()
    const id = await enrol(db, newcomer(), by())
    expect(await stateOf(db, id)).toBe('unconfirmed')
    expect((await letters(db)).map(({ occasion }) => occasion)).toEqual(['confirm'])
    expect(await enrol(db, newcomer(), by(NOON + 1))).toBe(id)
    expect(await letters(db)).toHaveLength(1)
    await confirm(db, await mailedToken(db, 'maria@example.com'), { ip: '192.0.2.1', now: NOON + 2 })
    expect(await stateOf(db, id)).toBe('active')
  })

  test('somebody may vouch for a consent, which is kept; what was asked before opens nothing any more', async () => {
    const { db, by } = await world()
    await enrol(db, newcomer(), by())
    const token = await mailedToken(db, 'maria@example.com')
    const id = await enrol(db, newcomer({ voucher: VOUCHER }), by(NOON + 1))
    expect(await stateOf(db, id)).toBe('active')
    expect((await listConsents(db, id)).at(-1)).toMatchObject({ act: 'vouched', ...VOUCHER })
    await expect(confirm(db, token, { ip: null, now: NOON + 2 })).rejects.toThrow(/used already/)
    expect(await letters(db)).toHaveLength(1)
  })

  test('a number is added only where somebody vouches for it', async () => {
    const { db, by } = await world()
    const texts = newcomer({ channel: 'sms', address: '+14155550123' })
    await expect(enrol(db, texts, by())).rejects.toThrow(/agrees with a code/)
    const id = await enrol(db, { ...texts, voucher: VOUCHER }, by())
    expect(await findManaged(db, id)).toMatchObject({
      state: 'active',
      country: 'US',
      address: '+14155550123',
    })
    expect(await letters(db)).toEqual([])
  })

  test.each<Leaving>(['link', 'page', 'carrier', 'complaint'])(
    'whoever has left by %s is neither added, reminded nor reactivated, whoever vouches',
    async (way) => {
      const { db, by } = await world()
      const id = await aSubscriber(db, { address: 'maria@example.com' })
      await setQuarantine(db, id, NOON + DAY)
      await unsubscribe(db, id, way, { ip: null, now: NOON })
      for (const voucher of [null, VOUCHER])
        await expect(enrol(db, newcomer({ voucher }), by(NOON + DAY))).rejects.toThrow(/by their own hand/)
      expect(await remind(db, id, by(NOON + DAY))).toBe(false)
      expect(await reactivate(db, id, by(NOON + DAY))).toBe(false)
      expect(await stateOf(db, id)).toBe('unsubscribed')
      expect(await letters(db)).toEqual([])
    },
  )

  test('an address that must not be written to is refused, also before anybody subscribed it', async () => {
    const { db, by } = await world()
    const hash = addressHash('email', 'maria@example.com')
    await insertSuppression(db, { channel: 'email', addressHash: hash, reason: 'gone', at: NOON })
    for (const voucher of [null, VOUCHER])
      await expect(enrol(db, newcomer({ voucher }), by())).rejects.toThrow(/must not be written to/)
  })

  test('one whom a program took off may be added again, with new links', async () => {
    const { db, by } = await world()
    const id = await enrol(db, newcomer({ voucher: VOUCHER }), by())
    expect(await expel(db, id, by(NOON + 1))).toBe(true)
    expect(await expel(db, id, by(NOON + 2))).toBe(false)
    expect(await stateOf(db, id)).toBe('unsubscribed')
    expect(await enrol(db, newcomer({ voucher: VOUCHER }), by(NOON + 3))).toBe(id)
    expect((await standing(db, 'maria@example.com')).version).toBe(2)
    expect(await acts(db, id)).toEqual(['vouched', 'left', 'vouched'])
  })

  test('an address is asked once more a day later, three times in all', async () => {
    const { db, by } = await world()
    const id = await enrol(db, newcomer(), by())
    expect(await remind(db, id, by(NOON + 1))).toBe(false)
    for (const day of [1, 2, 3]) expect(await remind(db, id, by(NOON + day * DAY + 1))).toBe(day < 3)
    expect(await letters(db)).toHaveLength(3)
    const first = await standing(db, 'maria@example.com')
    expect(first.confirmNonce).not.toBeNull()
  })

  test('a quarantine ends', async () => {
    const { db, by } = await world()
    const id = await aSubscriber(db)
    expect(await reactivate(db, id, by())).toBe(false)
    await setQuarantine(db, id, NOON + DAY)
    expect(await stateOf(db, id)).toBe('quarantined')
    expect(await reactivate(db, id, by())).toBe(true)
    expect(await stateOf(db, id)).toBe('active')
  })

  test('lists by state, channel and part of an address, page by page, and counts', async () => {
    const { db } = await world()
    const shop = await aComponent(db, 'Shop')
    const [a, b, c, d] = [
      await aSubscriber(db, { address: 'a_1@example.com' }),
      await aSubscriber(db, { address: 'b%2@example.com', componentIds: [shop] }),
      await aSubscriber(db, { address: 'c@example.com', confirmed_at: null }),
      await aSubscriber(db, { address: 'd@example.com', ended_at: NOON, ended_by: 'page' }),
    ]
    const e = await aSubscriber(db, { channel: 'sms', address: '+14155550199', quarantined_until: NOON })
    const ids = async (wanted: Partial<Parameters<typeof listManaged>[1]>) =>
      (await listManaged(db, { state: 'all', limit: 100, offset: 0, ...wanted })).map(({ id }) => id)
    expect(await ids({})).toEqual([a, b, c, e])
    expect(await ids({ state: 'active' })).toEqual([a, b])
    expect(await ids({ state: 'unconfirmed' })).toEqual([c])
    expect(await ids({ state: 'quarantined' })).toEqual([e])
    expect(await ids({ state: 'unsubscribed' })).toEqual([d])
    expect(await ids({ channel: 'sms' })).toEqual([e])
    expect(await ids({ text: '_1@' })).toEqual([a])
    expect(await ids({ text: '%2' })).toEqual([b])
    expect(await ids({ text: 'EXAMPLE' })).toEqual([a, b, c])
    expect(await ids({ limit: 2, offset: 1 })).toEqual([b, c])
    expect(await ids({ descending: true, sort: 'created_at' })).toEqual([e, c, b, a])
    expect((await findManaged(db, b))?.components).toEqual([shop])
    const counts = await countManaged(db)
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(5)
    expect(counts).toContainEqual({ channel: 'email', state: 'active', count: 2 })
  })
})

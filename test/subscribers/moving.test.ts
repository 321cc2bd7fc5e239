import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { findAddressChange, listFormerAddresses } from '#db/queries/moves.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { letterOf } from '#src/deliveries/letter.ts'
import { askMove, move, moveByCode } from '#src/subscribers/move.ts'
import { openPreferences } from '#src/subscribers/preferences.ts'
import { purgeSubscribers } from '#src/subscribers/purge.ts'
import { addressHash } from '#src/subscribers/subscriber.ts'
import { suppress } from '#src/subscribers/suppress.ts'
import { addressToken, codeOf, subscriptionToken } from '#src/subscribers/token.ts'
import { undoMove } from '#src/subscribers/undo-move.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { acts, aVisitor, DAY, letters, standing } from './world.ts'

onBothEngines('another address', (open) => {
  async function world(changes: Parameters<typeof aSubscriber>[1] = {}) {
    const { db } = await open()
    const id = await aSubscriber(db, { address: 'old@example.com', ...changes })
    return { db, id, token: subscriptionToken(id, 1) }
  }
  const moveLink = async (db: Db, id: number) =>
    addressToken('move', id, (await findAddressChange(db, id))?.nonce ?? '')
  const undoLink = async (db: Db, id: number) =>
    addressToken('undo', id, (await listFormerAddresses(db, id))[0]?.nonce ?? '')
  /** What account letters would say and to whom, oldest first. */
  async function mails(db: Db, now = NOON) {
    const rows = await db.selectFrom('announcements').selectAll().orderBy('id').execute()
    const told = await Promise.all(rows.map((row) => letterOf(db, row as never, undefined, now, {} as never)))
    return told.map((one) => one && [one.to.address, one.content.about])
  }

  test('takes the place of the old one when it has said yes, and every older link ends', async () => {
    const { db, id, token } = await world()
    await askMove(db, token, 'New@example.com', aVisitor())
    expect((await findSubscriber(db, id))?.address).toBe('old@example.com')
    expect(await mails(db)).toEqual([['new@example.com', 'move']])
    const link = await moveLink(db, id)
    await move(db, link, aVisitor())
    expect(await findSubscriber(db, id)).toMatchObject({ address: 'new@example.com', version: 2 })
    expect(await openPreferences(db, token)).toBeUndefined()
    expect(await mails(db)).toEqual([undefined, ['old@example.com', 'goodbye']])
    await expect(move(db, link, aVisitor())).rejects.toMatchObject({ code: 'not_found' })
    expect(await acts(db, id)).toEqual(['changed'])
  })

  test('is taken back by the old one within seven days, and forgotten after', async () => {
    const { db, id, token } = await world()
    await askMove(db, token, 'new@example.com', aVisitor())
    await move(db, await moveLink(db, id), aVisitor())
    const undo = await undoLink(db, id)
    await expect(undoMove(db, undo, aVisitor(NOON + 7 * DAY))).rejects.toMatchObject({ code: 'not_found' })
    await undoMove(db, undo, aVisitor(NOON + 6 * DAY))
    expect(await findSubscriber(db, id)).toMatchObject({ address: 'old@example.com', version: 3 })
    await askMove(db, subscriptionToken(id, 3), 'third@example.com', aVisitor(NOON + 6 * DAY))
    await move(db, await moveLink(db, id), aVisitor(NOON + 6 * DAY))
    await purgeSubscribers(db, NOON + 14 * DAY)
    expect(await listFormerAddresses(db, id)).toEqual([])
  })

  test('is asked in the same words whether we know it or not, and never where nothing may go', async () => {
    const { db, id, token } = await world()
    await aSubscriber(db, { address: 'here@example.com' })
    const hash = addressHash('email', 'dead@example.com')
    await suppress(db, { channel: 'email', addressHash: hash, reason: '5.1.1' }, NOON)
    for (const address of ['new@example.com', 'here@example.com', 'dead@example.com'])
      expect(await askMove(db, token, address, aVisitor())).toEqual({
        channel: 'email',
        address,
        ticket: null,
      })
    expect(await letters(db)).toHaveLength(2)
    await expect(askMove(db, token, 'x@example.com', aVisitor())).rejects.toMatchObject({ code: 'limited' })
    await move(db, await moveLink(db, id), aVisitor())
    // Whoever reads it said yes: its own subscription gives way.
    expect(await standing(db, 'here@example.com')).toMatchObject({ id })
  })

  test('may be named by somebody whose old one no longer takes anything', async () => {
    const { db, id, token } = await world()
    const hash = addressHash('email', 'old@example.com')
    await suppress(db, { channel: 'email', addressHash: hash, reason: '5.1.1' }, NOON)
    await askMove(db, token, 'new@example.com', aVisitor())
    expect(await letters(db)).toMatchObject([{ subscriber_id: 0, state: 'pending' }])
    await move(db, await moveLink(db, id), aVisitor())
    // The old one is dead: it is told nothing.
    expect(await letters(db)).toHaveLength(1)
  })

  test('of a number says yes with six digits, in the window that asked', async () => {
    const { db, id, token } = await world({ channel: 'sms', address: '+14155550150' })
    const { ticket } = await askMove(db, token, '+1 415 555 0151', aVisitor())
    const nonce = (await findAddressChange(db, id))?.nonce ?? ''
    const entered = { number: `>${id}`, ticket: ticket ?? '', code: codeOf(id, nonce) }
    const other = { ...entered, number: `>${id + 1}` }
    await expect(moveByCode(db, other, aVisitor())).rejects.toMatchObject({ code: 'invalid' })
    const digits = entered.code === '000000' ? '000001' : '000000'
    await expect(moveByCode(db, { ...entered, code: digits }, aVisitor())).rejects.toMatchObject({
      code: 'invalid',
    })
    await moveByCode(db, entered, aVisitor())
    expect((await findSubscriber(db, id))?.address).toBe('+14155550151')
  })

  test('is not asked when it is the same, is none, or the link is void', async () => {
    const { db, id, token } = await world()
    for (const [typed, field] of [
      ['old@example.com', 'address'],
      ['nobody', 'address'],
    ] as const)
      await expect(askMove(db, token, typed, aVisitor())).rejects.toMatchObject({
        problems: { [field]: expect.any(String) },
      })
    const void_ = subscriptionToken(id, 9)
    await expect(askMove(db, void_, 'n@example.com', aVisitor())).rejects.toMatchObject({ code: 'not_found' })
    await expect(move(db, addressToken('move', id, 'x'), aVisitor())).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

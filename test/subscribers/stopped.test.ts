import { expect, test } from 'vitest'
import type { Db, Tx } from '#db/open.ts'
import { findAddressChange, listFormerAddresses } from '#db/queries/moves.ts'
import { endSubscriber, findSubscriber } from '#db/queries/subscribers.ts'
import { letterOf } from '#src/deliveries/letter.ts'
import { publish } from '#src/posts/publish.ts'
import { enrol, expel } from '#src/subscribers/manage.ts'
import { askMove, move } from '#src/subscribers/move.ts'
import { wishPost } from '#src/subscribers/preferences.ts'
import { purgeSubscribers } from '#src/subscribers/purge.ts'
import { addressHash as hashOf } from '#src/subscribers/subscriber.ts'
import { suppress } from '#src/subscribers/suppress.ts'
import { takeOff } from '#src/subscribers/take-off.ts'
import { addressToken, subscriptionToken } from '#src/subscribers/token.ts'
import { undoMove } from '#src/subscribers/undo-move.ts'
import { leave } from '#src/subscribers/unsubscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { aVisitor, DAY } from './world.ts'

onBothEngines('whoever has said stop', (open) => {
  async function world(changes: Parameters<typeof aSubscriber>[1] = {}) {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const id = await aSubscriber(db, { address: 'old@example.com', ...changes })
    return {
      db,
      id,
      author,
      token: subscriptionToken(id, 1),
      by: { staff: { id: author.id, name: 'Ana' }, now: NOON + DAY },
    }
  }
  const moveLink = async (db: Db, id: number) =>
    addressToken('move', id, (await findAddressChange(db, id))?.nonce ?? '')
  const vouched = (address: string) =>
    ({ channel: 'email', address, components: 'all', voucher: { at: NOON, evidence: 'A list.' } }) as const
  async function mails(db: Db) {
    const rows = await db.selectFrom('announcements').selectAll().orderBy('id').execute()
    const told = await Promise.all(
      rows.map((row) => letterOf(db, row as never, undefined, NOON, {} as never)),
    )
    return told.flatMap((one) => (one ? [[one.to.address, one.content.about]] : []))
  }

  test('while another address was asked is asked nothing there, and not moved or told of it any more', async () => {
    const { db, id, token } = await world()
    await askMove(db, token, 'new@example.com', aVisitor())
    const link = await moveLink(db, id)
    await leave(db, token, 'link', aVisitor())
    expect(await mails(db)).toEqual([])
    await expect(move(db, link, aVisitor())).rejects.toMatchObject({ code: 'conflict' })
    expect((await findSubscriber(db, id))?.address).toBe('old@example.com')
    expect(await mails(db)).toEqual([])
  })

  test('by a complaint is asked nothing there that waits still', async () => {
    const { db, token } = await world()
    await askMove(db, token, 'new@example.com', aVisitor())
    const addressHash = hashOf('email', 'new@example.com')
    await suppress(db, { channel: 'email', addressHash, reason: 'complaint' }, NOON)
    expect(await mails(db)).toEqual([])
  })

  test('just after moving is not told that they moved', async () => {
    const { db, id, token } = await world()
    await askMove(db, token, 'new@example.com', aVisitor())
    await move(db, await moveLink(db, id), aVisitor())
    await leave(db, token, 'link', aVisitor())
    expect(await mails(db)).toEqual([])
  })

  test('at an address that was moved back since is added by nobody', async () => {
    const { db, id, token, by } = await world()
    await askMove(db, token, 'new@example.com', aVisitor())
    await move(db, await moveLink(db, id), aVisitor())
    const undo = addressToken('undo', id, (await listFormerAddresses(db, id))[0]?.nonce ?? '')
    await leave(db, subscriptionToken(id, 2), 'link', aVisitor())
    await undoMove(db, undo, aVisitor())
    await expect(enrol(db, vouched('new@example.com'), by)).rejects.toMatchObject({ code: 'conflict' })
    expect(await findSubscriber(db, id)).toMatchObject({ address: 'old@example.com', endedBy: 'link' })
  })

  test('after a program had taken them off is not brought back by one', async () => {
    const { db, id, token, by } = await world()
    await expel(db, id, by)
    await leave(db, token, 'link', aVisitor(NOON + 2 * DAY))
    expect(await findSubscriber(db, id)).toMatchObject({ endedBy: 'link', endedAt: NOON + 2 * DAY })
    await expect(enrol(db, vouched('old@example.com'), by)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('while a program vouches for them stays gone', async () => {
    const { db, id, by } = await world()
    await expel(db, id, by)
    // Between its look and its writing.
    const racing = new Proxy(db, {
      get(target, name) {
        if (name === 'transaction') return () => ({ execute: late(target) })
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const late = (target: Db) => async (work: (tx: Tx) => Promise<unknown>) => {
      await endSubscriber(target, id, 'link', NOON)
      return target.transaction().execute(work)
    }
    await expect(enrol(racing, vouched('old@example.com'), by)).rejects.toMatchObject({ code: 'conflict' })
    expect((await findSubscriber(db, id))?.endedBy).toBe('link')
  })

  test('having followed a single post only, or having told staff before agreeing, is added by nobody later', async () => {
    const { db, id, token, author, by } = await world({
      wants_incident: 0,
      wants_closure: 0,
      wants_release: 0,
    })
    const { postId } = await publish(db, anIncident(), { author, now: NOON, formKey: 'one' })
    await wishPost(db, token, { postId, wish: 'follow' }, aVisitor())
    await db.updateTable('posts').set({ ended_at: NOON }).where('id', '=', postId).execute()
    await leave(db, token, 'link', aVisitor(NOON + 25 * DAY))
    const asked = await aSubscriber(db, { address: 'asked@example.com', confirmed_at: null })
    await takeOff(db, asked, { why: 'asked', note: 'By phone' }, by)
    await purgeSubscribers(db, NOON + 35 * DAY)
    await purgeSubscribers(db, NOON + 60 * DAY)
    expect(await findSubscriber(db, id)).toBeUndefined()
    for (const address of ['old@example.com', 'asked@example.com'])
      await expect(enrol(db, vouched(address), by)).rejects.toMatchObject({ code: 'conflict' })
  })
})

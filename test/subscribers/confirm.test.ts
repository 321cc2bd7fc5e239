import { expect, test } from 'vitest'
import { countAudience } from '#db/queries/reach.ts'
import { confirm, readConfirmation } from '#src/subscribers/confirm.ts'
import { purgeSubscribers } from '#src/subscribers/purge.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { leave, unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, aSubscriber, NOON } from '#test/support/makers.ts'
import { acts, asks, aVisitor, DAY, HOUR, letters, mailedToken, standing } from './world.ts'

const ANA = 'ana@example.com'

onBothEngines('confirming', (open) => {
  test('makes a subscriber of an address, with what it chose and the evidence', async () => {
    const { db } = await open()
    const mail = await aComponent(db, 'Mail')
    await asks(db, ANA, {
      choices: { kinds: ['incident', 'release'], components: [mail], leastImpact: 'none' },
    })
    expect(
      await countAudience(db, { kind: 'incident', componentIds: [], channels: ['email'] }, NOON),
    ).toMatchObject({ email: 0 })
    const ana = await confirm(db, await mailedToken(db, ANA), aVisitor(NOON + HOUR))
    expect(ana).toMatchObject({
      address: ANA,
      confirmedAt: NOON + HOUR,
      confirmNonce: null,
      version: 1,
      choices: { kinds: ['incident', 'release'], components: [mail], leastImpact: 'none' },
    })
    expect(await acts(db, ana.id)).toEqual(['asked', 'confirmed'])
    expect(
      await countAudience(db, { kind: 'incident', componentIds: [mail], channels: ['email'] }, NOON),
    ).toMatchObject({ email: 1 })
  })

  test('only reading a link, a hundred times, confirms nothing', async () => {
    const { db } = await open()
    await asks(db, ANA)
    const token = await mailedToken(db, ANA)
    for (let n = 0; n < 100; n += 1)
      expect((await readConfirmation(db, token, NOON + n)).subscriber.address).toBe(ANA)
    expect((await standing(db, ANA)).confirmedAt).toBeNull()
  })

  test('happens once, even when the button is pressed twice at the same moment', async () => {
    const { db } = await open()
    await asks(db, ANA)
    const token = await mailedToken(db, ANA)
    const pressed = [1, 2, 3].map(() => confirm(db, token, aVisitor()))
    const kept = (await Promise.allSettled(pressed)).filter((one) => one.status === 'fulfilled')
    expect(kept).toHaveLength(1)
    expect(await acts(db, (await standing(db, ANA)).id)).toEqual(['asked', 'confirmed'])
  })

  test('is refused with a sentence for a link that is used, expired, superseded or not ours', async () => {
    const { db } = await open()
    await asks(db, ANA)
    const first = await mailedToken(db, ANA)
    const late = readConfirmation(db, first, NOON + 7 * DAY)
    await expect(late).rejects.toMatchObject({ problems: { form: expect.stringContaining('seven days') } })
    await asks(db, ANA, { now: NOON + DAY })
    const second = await mailedToken(db, ANA)
    const replaced = { code: 'not_found', problems: { form: expect.stringContaining('newer one') } }
    await expect(confirm(db, first, aVisitor(NOON + DAY))).rejects.toMatchObject(replaced)
    await confirm(db, second, aVisitor(NOON + DAY))
    const { id } = await standing(db, ANA)
    const others = [
      second,
      `${id}-${'A'.repeat(22)}`,
      `${id + 1}${second.slice(String(id).length)}`,
      'x',
      '',
      '1-',
    ]
    for (const token of others)
      await expect(confirm(db, token, aVisitor(NOON + DAY))).rejects.toMatchObject(replaced)
  })

  test('brings back who had left, with new links, and not before', async () => {
    const { db } = await open()
    const id = await aSubscriber(db, { address: ANA })
    const old = subscriptionToken(id, 1)
    await leave(db, old, 'link', aVisitor())
    await asks(db, ANA, { now: NOON + HOUR })
    expect(await standing(db, ANA)).toMatchObject({ endedAt: NOON, version: 1 })
    const back = await confirm(db, await mailedToken(db, ANA), aVisitor(NOON + 2 * HOUR))
    expect(back).toMatchObject({ id, endedAt: null, version: 2, confirmedAt: NOON + 2 * HOUR })
    expect(await acts(db, id)).toEqual(['left', 'asked', 'confirmed'])
  })

  test('lets somebody who leaves by their own hand come back the same day', async () => {
    const { db } = await open()
    await asks(db, ANA)
    const ana = await confirm(db, await mailedToken(db, ANA), aVisitor())
    await leave(db, subscriptionToken(ana.id, ana.version), 'page', aVisitor(NOON + 1))
    await asks(db, ANA, { now: NOON + HOUR })
    expect(await letters(db)).toHaveLength(2)
  })

  test('does not survive leaving: an open link dies with it', async () => {
    const { db } = await open()
    const id = await aSubscriber(db, { address: ANA })
    await asks(db, ANA)
    const token = await mailedToken(db, ANA)
    await unsubscribe(db, id, 'link', aVisitor())
    await expect(confirm(db, token, aVisitor())).rejects.toMatchObject({ code: 'not_found' })
  })

  test('forgets addresses that never confirmed, after seven days and only those', async () => {
    const { db } = await open()
    await asks(db, 'never@example.com')
    await asks(db, 'again@example.com')
    await asks(db, 'again@example.com', { now: NOON + 6 * DAY })
    await asks(db, '+14155550142')
    await aSubscriber(db, { address: 'here@example.com' })
    await aSubscriber(db, { address: 'gone@example.com', ended_at: NOON })
    expect(await purgeSubscribers(db, NOON + 7 * DAY - 1)).toBe(0)
    expect(await purgeSubscribers(db, NOON + 7 * DAY)).toBe(2)
    const left = await db.selectFrom('subscribers').select('address').orderBy('address').execute()
    expect(left.map((row) => row.address)).toEqual([
      'again@example.com',
      'gone@example.com',
      'here@example.com',
    ])
    expect(await db.selectFrom('consents').select('id').execute()).toHaveLength(2)
  })
})

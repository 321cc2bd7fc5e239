import { expect, test } from 'vitest'
import { listOthersOf } from '#db/queries/persons.ts'
import { findSubscriberByAddress } from '#db/queries/subscribers.ts'
import { confirm, readConfirmation } from '#src/subscribers/confirm.ts'
import { subscribe } from '#src/subscribers/subscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aPage, NOON } from '#test/support/makers.ts'
import { mailedToken } from './world.ts'

const ALL = { kinds: ['incident' as const], components: 'all' as const, leastImpact: 'none' as const }
const VISITOR = { ip: '192.0.2.7', now: NOON }
const [VICTIM, STRANGER] = ['victim@example.com', 'stranger@example.org']

onBothEngines('two addresses of one form', (open) => {
  async function asked() {
    const { db } = await open()
    await aPage(db)
    for (const [address, also] of [
      [VICTIM, 's•••@example.org'],
      [STRANGER, 'v•••@example.com'],
    ] as const)
      await subscribe(db, { channel: 'email', address, choices: ALL, also, formKey: 'one form' }, VISITOR)
    const others = async (address: string) => {
      const found = await findSubscriberByAddress(db, 'email', address)
      return found ? (await listOthersOf(db, found)).map((other) => other.address) : []
    }
    const say = async (address: string, together: boolean) =>
      confirm(db, await mailedToken(db, address), VISITOR, { together })
    return { db, others, say }
  }

  test('stay apart unless the reader of each says that they are one', async () => {
    const { db, others, say } = await asked()
    const { wish } = await readConfirmation(db, await mailedToken(db, VICTIM), NOON)
    expect(wish.also).toBe('s•••@example.org')
    await say(VICTIM, false)
    await say(STRANGER, true)
    expect([await others(VICTIM), await others(STRANGER)]).toEqual([[], []])
  })

  test('stand on one page when both have said so', async () => {
    const { others, say } = await asked()
    await say(STRANGER, true)
    await say(VICTIM, true)
    expect([await others(VICTIM), await others(STRANGER)]).toEqual([[STRANGER], [VICTIM]])
  })
})

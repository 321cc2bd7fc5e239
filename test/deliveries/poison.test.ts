import type { KyselyPlugin } from 'kysely'
import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import type { Outcome } from '#src/channels/channel.ts'
import { shown } from '#src/channels/email/answers.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'
import { aWorld, mailSays, SENT } from './world.ts'

test('an answer is never cut through the middle of a letter', () => {
  for (let n = 190; n < 202; n += 1) expect(shown(`${'x'.repeat(n)}😀😀😀😀`).isWellFormed()).toBe(true)
})

onBothEngines('a result that cannot be written down as it is', (open) => {
  /** Two are told; of the one who was subscribed first the carrier says this, and takes the other's. */
  async function twoTold(answer: (db: Db, first: number) => Outcome) {
    const { db } = await open()
    const { tell, send, delivery } = await aWorld(db)
    const first = await aSubscriber(db, { address: 'first@example.com' })
    const other = await aSubscriber(db)
    const id = await tell()
    await send(NOON, ({ to }) => (to.address === 'first@example.com' ? answer(db, first) : SENT))
    return { first: await delivery(id, first), other: await delivery(id, other) }
  }

  test.each<Outcome>([
    { result: 'failed', code: '550', answer: 'half a letter \ud83d' },
    { result: 'failed', code: '550', answer: 'a NUL \0' },
    // What follows from it is refused by PostgreSQL: then it is written without that.
    { result: 'failed', code: '550 \0', answer: '' },
  ])('keeps nobody else from being written down: %j', async (answer) => {
    const told = await twoTold(() => answer)
    expect(told.other?.state).toBe('sent')
    expect(told.first).toMatchObject({ state: 'failed', claim: null, attempts: 1 })
  })

  test('is written down for somebody who was erased meanwhile', async () => {
    const told = await twoTold((db, first) => {
      void db.deleteFrom('subscribers').where('id', '=', first).execute()
      return mailSays('550 5.0.0 no')
    })
    expect(told.other?.state).toBe('sent')
    expect(told.first?.state).toBe('failed')
  })

  test('because nobody can read what to tell is nobody’s try: it goes back as it was', async () => {
    const { db } = await open()
    const { tell, send, delivery } = await aWorld(db)
    const reader = await aSubscriber(db)
    const id = await tell()
    const away: KyselyPlugin = {
      transformQuery({ node }) {
        const tables = JSON.stringify(node.kind === 'SelectQueryNode' && node.from)
        if (tables.includes('"posts"'))
          throw Object.assign(new Error('Connection terminated'), { code: '57P01' })
        return node
      },
      transformResult: async ({ result }) => result,
    }
    const line = deliverer({
      db: db.withPlugin(away),
      carrier: scriptedCarrier(),
      owner: 'us',
      now: () => NOON,
    })
    await expect(line.work()).rejects.toThrow('Connection terminated')
    expect(await delivery(id, reader)).toMatchObject({ state: 'pending', attempts: 0, code: null })
    expect(await send(NOON, () => SENT)).toHaveLength(1)
  })
})

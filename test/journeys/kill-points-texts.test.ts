import { describe, expect, inject, test } from 'vitest'
import { tally } from '#db/queries/progress.ts'
import { ENGINES } from '#test/support/databases.ts'
import type { SenderProcess } from '#test/support/sender.ts'
import type { SmsBehaviour } from '#test/support/twilio-stand-in.ts'
import { until } from '#test/support/until.ts'
import { openStage } from '../storm/stage.ts'

const TEXTS = 12

/** F5, S3: at which request of the carrier the sender is killed, before or after its answer, and what became of that text. */
const POINTS: [string, { nth: number; answered: boolean; taken: boolean }][] = [
  ['after the claim, before anything was taken', { nth: 0, answered: false, taken: false }],
  ['in a request that the carrier never took', { nth: 5, answered: false, taken: false }],
  ['in a request that the carrier took', { nth: 5, answered: false, taken: true }],
  ['after a 201, before its result is in the ledger', { nth: 5, answered: true, taken: true }],
  ['after the last 201', { nth: TEXTS - 1, answered: true, taken: true }],
]

describe.concurrent.each(ENGINES)('the sender of texts on %s', (engine) => {
  test.each(POINTS)(
    'killed %s: everybody is told by exactly one text',
    async (_, { nth, answered, taken }) => {
      let sender: SenderProcess | undefined
      let killed: Promise<unknown> | undefined
      const kill = () => {
        killed ??= sender?.kill('SIGKILL')
        return killed
      }
      const carrier = async ({ seen }: { seen: number }): Promise<SmsBehaviour> => {
        if (seen !== nth || killed) return undefined
        // Its turn comes when the answer has been written.
        if (answered) setImmediate(kill)
        else await kill()
        return answered ? undefined : { answer: 'reset', taken }
      }
      const stage = await openStage({
        engine,
        postgresUrl: inject('postgresUrl'),
        seed: nth,
        mails: 0,
        texts: TEXTS,
        carrier,
      })
      try {
        await stage.announce()
        sender = stage.startSender()
        await until(() => killed !== undefined, 'the moment to kill it', 60_000)
        await killed
        stage.startSender()
        // What may have left is looked for minutes later (S3).
        stage.clock.speed(40)
        // Until the ledger is through as well: what it would send again would come by then.
        const sent = async () => (await tally(stage.db, [1])).get(1)?.sms.sent === TEXTS
        await until(sent, 'every text to be accounted for', 90_000)
        expect(await stage.verdict()).toMatchObject({ missed: 0, repeatedTexts: 0 })
        expect(stage.twilio.messages()).toHaveLength(TEXTS)
      } finally {
        await stage.close()
      }
    },
    180_000,
  )
})

import { beforeAll, describe, expect, test } from 'vitest'
import { tally } from '#db/queries/progress.ts'
import { publish } from '#src/posts/publish.ts'
import { ENGINES, freshDb } from '#test/support/db.ts'
import { type MailMoment, startMailCatcher } from '#test/support/mail-catcher.ts'
import { anAuthor, anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { type SenderProcess, spawnBuiltSender } from '#test/support/sender.ts'
import { buildSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const MAILS = 80
const CONNECTIONS = 4

/** F5: at which moment of a conversation the sender is killed. */
const POINTS: [string, (moment: MailMoment, taken: number) => boolean][] = [
  ['after the claim, before the first byte', ({ stage, seen }) => stage === 'connect' && seen === 0],
  ['inside DATA', ({ stage, seen }) => stage === 'data' && seen === 30],
  ['after the final dot', ({ stage, seen }) => stage === 'dot' && seen === 30],
  ['after a 250, before its result is in the ledger', (_, taken) => taken === 31],
  ['in the middle of a batch of results', (_, taken) => taken === 60],
  ['with the last one under way', ({ stage, seen }) => stage === 'dot' && seen === MAILS - 1],
]

beforeAll(buildSite)

describe.concurrent.each(ENGINES)('the sender of mail on %s', (engine) => {
  test.each(POINTS)(
    'killed %s: nobody is missed, and only what was in flight comes twice',
    async (_, isIt) => {
      const { db, url, drop } = await freshDb(engine)
      let sender: SenderProcess | undefined
      let killed: Promise<unknown> | undefined
      let taken = () => 0
      const catcher = await startMailCatcher({
        behave(moment) {
          if (!killed && isIt(moment, taken())) killed = sender?.kill('SIGKILL')
          return undefined
        },
      })
      taken = () => catcher.messages().length
      const start = () =>
        spawnBuiltSender(url, {
          SMTP_URL: catcher.url,
          SMTP_CONNECTIONS: String(CONNECTIONS),
          SMTP_RATE: '400',
        })
      try {
        await aPage(db)
        for (let i = 0; i < MAILS; i++) await aSubscriber(db)
        const by = { author: await anAuthor(db), now: Date.now(), formKey: 'point' }
        const { announcementId = 0 } = await publish(db, anIncident(), by)
        sender = start()
        await until(() => killed !== undefined, 'the moment to kill it')
        await killed
        sender = start()
        const sent = async () => (await tally(db, [announcementId])).get(announcementId)?.email.sent === MAILS
        await until(sent, 'everybody to be told')
        const byReader = Map.groupBy(catcher.messages(), (mail) => mail.to[0])
        expect(byReader.size).toBe(MAILS)
        // Each connection has one mail under way and the next already in its hand.
        expect(catcher.messages().length - MAILS).toBeLessThanOrEqual(2 * CONNECTIONS)
        const idOf = (raw: Buffer) => /^message-id: *(\S+)/im.exec(raw.subarray(0, 4_096).toString())?.[1]
        for (const copies of byReader.values())
          expect(new Set(copies.map(({ raw }) => idOf(raw))).size).toBe(1)
      } finally {
        await sender?.kill('SIGKILL')
        await catcher.stop()
        await drop()
      }
    },
  )
})

import { afterEach, expect, test } from 'vitest'
import { tally } from '#db/queries/progress.ts'
import { openSms } from '#src/channels/sms/send.ts'
import { noteCallback, readDeliveryToken } from '#src/deliveries/callback.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { reconcile } from '#src/deliveries/reconcile.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { seeded } from '#test/support/histories.ts'
import { anAuthor, anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { startTwilioStandIn, type TwilioStandIn } from '#test/support/twilio-stand-in.ts'

const MINUTE = 60_000
const NUMBERS = 300
const FAULTS = [
  { answer: 'hang', taken: true },
  { answer: 'reset', taken: true },
  { answer: '500', taken: true },
  { answer: 'reset', taken: false },
  { answer: '500', taken: false },
] as const

let twilio: TwilioStandIn
afterEach(() => twilio?.stop())

onBothEngines('a carrier that takes a text and does not say so, one time in five', (open) => {
  test('sends every number exactly one message, with its reports late, doubled and out of order (S3, S5)', async () => {
    const random = seeded(3)
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    for (let n = 0; n < NUMBERS; n += 1) await aSubscriber(db, { channel: 'sms' })
    const fault = () => (random() < 0.2 ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined)
    twilio = await startTwilioStandIn({ behave: ({ seen }) => (seen ? undefined : fault()) })
    const { accountSid } = twilio
    const carrier = openSms({
      accountSid,
      apiKey: accountSid,
      apiSecret: 'stand-in-token-that-opens-nothing',
      from: '+15005550006',
      messagingServiceSid: null,
      apiUrl: twilio.url,
      concurrency: 16,
      timeoutMs: 1_000,
    })
    // The stand-in dates its messages by the machine's clock.
    let now = Date.now()
    const { announcementId = 0 } = await publish(db, anIncident(), { author, now, formKey: 'a' })
    await fanOut(db, now)
    const count = async () => (await tally(db, [announcementId])).get(announcementId)?.sms.sent
    for (let round = 0; round < 12 && (await count()) !== NUMBERS; round += 1) {
      const { work } = deliverer({ db, carrier, owner: 'us', now: () => now, random })
      await work()
      // Half of the reports come, some before anybody has looked; each twice.
      const reports = twilio.messages().flatMap((message) =>
        (['queued', 'sent', 'delivered', 'sent', 'delivered'] as const).map((status) => ({
          message,
          status,
        })),
      )
      for (const { message, status } of shuffled(reports, random)) {
        if (random() < 0.5) continue
        const token = /status\/([^#]+)/.exec(message.statusCallback ?? '')?.[1] ?? ''
        const delivery = readDeliveryToken(token)
        if (delivery) await noteCallback(db, { ...delivery, sid: message.sid, status, code: null }, now)
      }
      now += 2 * MINUTE
      await reconcile(db, carrier, now)
      await reconcile(db, carrier, now)
    }
    await carrier.close()
    expect(await count()).toBe(NUMBERS)
    const numbers = twilio.messages().map(({ to }) => to)
    expect(new Set(numbers).size).toBe(NUMBERS)
    expect(numbers).toHaveLength(NUMBERS)
  })
})

function shuffled<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

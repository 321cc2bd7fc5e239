import type { Db } from '#db/open.ts'
import { tally } from '#db/queries/progress.ts'
import { OPEN_STATES } from '#src/deliveries/delivery.ts'
import { publish } from '#src/posts/publish.ts'
import { startMailCatcher } from './mail-catcher.ts'
import { anAuthor, anIncident, aPage, aSubscriber } from './makers.ts'
import { type SenderProcess, spawnSender, spawnWhole } from './sender.ts'
import { freePort } from './site.ts'
import { startTwilioStandIn } from './twilio-stand-in.ts'
import { until } from './until.ts'

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a token for tests' }

export interface DrillResult {
  mails: number
  texts: number
  missed: number
  repeatedMails: number
  /** Repeats whose Message-ID differs from the first copy's. */
  strangers: number
  repeatedTexts: number
  kills: number
}

/**
 * Publishes to `mails` and `texts` recipients and kills the sender (or, `whole`, the server and the sender together) with
 * SIGKILL at `kills` random moments, starting it anew each time; then counts at the sinks, by recipient, what arrived.
 */
export async function killDrill(
  { db, url }: { db: Db; url: string },
  {
    mails,
    texts,
    kills,
    random,
    whole = false,
  }: { mails: number; texts: number; kills: number; random: () => number; whole?: boolean },
): Promise<DrillResult> {
  const catcher = await startMailCatcher()
  const twilio = await startTwilioStandIn(ACCOUNT)
  let sender: SenderProcess | undefined
  const settings = {
    SMTP_URL: catcher.url,
    TWILIO_API_URL: twilio.url,
    TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
    TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
    TWILIO_FROM: '+14155550100',
    SMS_COUNTRIES: 'US',
    PORT: String(await freePort()),
  }
  const start = () => (whole ? spawnWhole : spawnSender)(url, settings)
  try {
    await aPage(db)
    const author = await anAuthor(db)
    await db.transaction().execute(async (tx) => {
      for (let i = 0; i < mails; i++) await aSubscriber(tx)
      for (let i = 0; i < texts; i++) await aSubscriber(tx, { channel: 'sms' })
    })
    const { announcementId = 0 } = await publish(db, anIncident(), {
      author,
      now: Date.now(),
      formKey: 'drill',
    })
    const counts = async () => (await tally(db, [announcementId])).get(announcementId)
    const sentSoFar = async () => ((await counts())?.email.sent ?? 0) + ((await counts())?.sms.sent ?? 0)
    let killed = 0
    for (; killed < kills; killed++) {
      sender = start()
      const before = await sentSoFar()
      const wanted = before + Math.floor(((mails + texts - before) / (kills - killed + 1)) * random() * 1.5)
      await until(async () => (await sentSoFar()) >= wanted, 'the fan-out to get on', 30_000)
      await new Promise((resolve) => setTimeout(resolve, random() * 60))
      await sender.kill('SIGKILL')
    }
    sender = start()
    await until(
      async () => {
        await passTime(db)
        const now = await counts()
        const open = OPEN_STATES.reduce(
          (sum, state) => sum + (now?.email[state] ?? 0) + (now?.sms[state] ?? 0),
          0,
        )
        return open === 0 && (await sentSoFar()) === mails + texts
      },
      'everybody to be told',
      120_000,
    )
    await sender.kill('SIGTERM')
    const first = new Map<string, string>()
    let repeatedMails = 0
    let strangers = 0
    for (const mail of catcher.messages()) {
      const to = mail.to[0] ?? ''
      const id = /^message-id: *(\S+)/im.exec(mail.raw.subarray(0, 4096).toString())?.[1] ?? ''
      const known = first.get(to)
      if (known === undefined) first.set(to, id)
      else {
        repeatedMails += 1
        if (known !== id) strangers += 1
      }
    }
    const numbers = twilio.messages().map((message) => message.to)
    const distinct = new Set(numbers).size
    return {
      mails: first.size,
      texts: distinct,
      missed: mails - first.size + (texts - distinct),
      repeatedMails,
      strangers,
      repeatedTexts: numbers.length - distinct,
      kills: killed,
    }
  } finally {
    await sender?.kill('SIGKILL')
    await catcher.stop()
    await twilio.stop()
  }
}

/** Turns the ledger's clock forward for text messages of unknown fate, which would be looked for minutes later. */
async function passTime(db: Db): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ due_at: Date.now() - 1 })
    .where('state', '=', 'unknown')
    .where('due_at', '>', Date.now())
    .execute()
}

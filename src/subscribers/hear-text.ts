import { type Db, transact } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { findSubscriberByAddress } from '#db/queries/subscribers.ts'
import { insertText } from '#db/queries/texts.ts'
import type { InboundMessage } from '#src/channels/sms/callback.ts'
import { config } from '#src/config.ts'
import { take } from '#src/throttle.ts'
import { languageOf } from '#src/words/language.ts'
import { type SmsWords, smsWordsIn } from '#src/words/sms/index.ts'
import { startNumber, stopNumber } from './carrier-stop.ts'

/** Twilio repeats a webhook within hours; after this a message id is forgotten. */
const ONCE = { limit: 1, windowMs: 7 * 86_400_000 }
/** What one number, and all together, may put before staff in a day: more is no conversation. */
const PER_NUMBER = { limit: 20, windowMs: 86_400_000 }
const ALL_NUMBERS = { limit: 2_000, windowMs: 86_400_000 }
/** Ten segments are joined to one message at most. */
const LONGEST = 1_600

/**
 * Acts on a text message from a number (S6) and gives the one reply to send, or null: none when the carrier has
 * answered by itself, and none to anything but a keyword. Any other text goes to staff, for it may ask for the same in
 * other words. The same message again does nothing.
 */
export function hearText(db: Db, message: InboundMessage, now: number): Promise<string | null> {
  return transact(db, async (tx) => {
    if (!(await take(tx, 'inbound', message.sid, ONCE, now))) return null
    if (!message.keyword) return keepForStaff(tx, message, now)
    const page = await findPage(tx)
    const words = await repliesTo(tx, message.from, page)
    const reply = await REPLIES[message.keyword](tx, message.from, words, now)
    return message.answered ? null : `${page?.name ?? 'This page'}: ${reply}`
  })
}

async function keepForStaff(tx: Db, { sid, from, body }: InboundMessage, now: number): Promise<null> {
  if (
    (await take(tx, 'inbox-number', from, PER_NUMBER, now)) &&
    (await take(tx, 'inbox', '', ALL_NUMBERS, now))
  )
    await insertText(tx, {
      sid: sid.slice(0, 64),
      sender: from.slice(0, 32),
      body: body.toWellFormed().slice(0, LONGEST),
      at: now,
    })
  return null
}

const REPLIES = {
  async stop(tx: Db, from: string, words: Replies, now: number) {
    await stopNumber(tx, from, now)
    return words.stopped
  },
  async start(tx: Db, from: string, words: Replies, now: number) {
    return (await startNumber(tx, from, now)) ? words.back : words.unknown(`${config().publicUrl}/subscribe`)
  },
  async help(tx: Db, _from: string, words: Replies) {
    const page = await findPage(tx)
    return words.help(page?.contact_phone ?? page?.contact_email ?? page?.contact_url ?? config().publicUrl)
  },
}

type Replies = SmsWords['reply']

/** In their own language where we know them, else in the page's. */
async function repliesTo(
  tx: Db,
  number: string,
  page: Awaited<ReturnType<typeof findPage>>,
): Promise<Replies> {
  const known = await findSubscriberByAddress(tx, 'sms', number)
  return smsWordsIn(known?.language ?? languageOf(page?.language) ?? 'en').reply
}

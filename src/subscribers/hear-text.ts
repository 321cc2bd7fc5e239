import { type Db, transact } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { insertText } from '#db/queries/texts.ts'
import type { InboundMessage } from '#src/channels/sms/callback.ts'
import { config } from '#src/config.ts'
import { take } from '#src/throttle.ts'
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
    const name = (await findPage(tx))?.name ?? 'This page'
    const reply = await REPLIES[message.keyword](tx, message.from, name, now)
    return message.answered ? null : reply
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
  async stop(tx: Db, from: string, name: string, now: number) {
    await stopNumber(tx, from, now)
    return `${name}: you get no more messages from us. Text START to come back.`
  },
  async start(tx: Db, from: string, name: string, now: number) {
    return (await startNumber(tx, from, now))
      ? `${name}: you get our messages again. Text STOP to leave, HELP for help.`
      : `${name}: to get our messages, subscribe at ${config().publicUrl}/subscribe`
  },
  async help(tx: Db, _from: string, name: string) {
    const page = await findPage(tx)
    const contact = page?.contact_phone ?? page?.contact_email ?? page?.contact_url ?? config().publicUrl
    return `${name}: news of incidents and closures. Reach us: ${contact}. Text STOP to leave.`
  },
}

import MailComposer from 'nodemailer/lib/mail-composer'
import type { Carrier, Notice, Outcome } from '../channel.ts'
import { meaningOf, shown } from './answers.ts'
import type { Parcel } from './line.ts'
import { type Mail, type MailSettings, mailOf } from './message.ts'
import { openPool, type PoolSettings } from './pool.ts'

export type EmailSettings = MailSettings & PoolSettings

/** How long `close` waits for mails that are on their way. */
const GRACE_MS = 25_000

/** The carrier of mail: a few kept-open connections to one relay. */
export function openEmail(settings: EmailSettings): Carrier {
  const pool = openPool(settings)
  const inFlight = new Set<Promise<Outcome>>()

  async function carry(notice: Notice): Promise<Outcome> {
    const prepared = await prepare(notice, settings)
    if ('result' in prepared) return prepared
    const handover = await pool.hand(prepared)
    if (!('accepted' in handover)) return meaningOf(handover).outcome
    return { result: 'sent', code: handover.accepted.slice(0, 3), answer: shown(handover.accepted) }
  }

  return {
    channel: 'email',
    concurrency: settings.connections,
    send(notice) {
      const sending = carry(notice)
      inFlight.add(sending)
      return sending.finally(() => inFlight.delete(sending))
    },
    async close() {
      const grace = new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())
      await Promise.race([Promise.allSettled(inFlight), grace])
      pool.close()
    },
  }
}

type Failed = Extract<Outcome, { result: 'failed' }>

/** A notice that cannot be set as mail fails by itself and takes nobody with it. */
async function prepare(notice: Notice, settings: EmailSettings): Promise<Parcel | Failed> {
  try {
    const mail = mailOf(notice, settings)
    return { ...mail.envelope, bytes: await bytesOf(mail) }
  } catch (error) {
    const answer = shown(error instanceof Error ? error.message : String(error))
    return { result: 'failed', code: 'ECOMPOSE', answer }
  }
}

/** The MIME bytes of a mail: multipart/alternative, UTF-8, text first. */
export function bytesOf(mail: Mail): Promise<Buffer> {
  return new MailComposer({
    from: mail.from,
    to: mail.to,
    ...(mail.replyTo ? { replyTo: { name: '', address: mail.replyTo } } : {}),
    messageId: mail.messageId,
    ...(mail.thread ? { inReplyTo: mail.thread, references: mail.thread } : {}),
    date: new Date(mail.date),
    subject: mail.subject,
    headers: mail.headers.map(([key, value]) => ({ key, value: { prepared: true, value } })),
    text: mail.text,
    html: mail.html,
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  })
    .compile()
    .build()
}

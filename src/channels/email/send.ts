import MailComposer from 'nodemailer/lib/mail-composer'
import type { Carrier, Notice, Outcome } from '../channel.ts'
import { meaningOf, shown } from './answers.ts'
import { type Mail, type MailSettings, mailOf } from './message.ts'
import { openPool, type PoolSettings } from './pool.ts'
import type { Handover, Parcel } from './work.ts'

export type EmailSettings = MailSettings & PoolSettings

/** How long `close` waits for mails that are on their way. */
const GRACE_MS = 25_000

/** The carrier of mail: a few kept-open connections to one relay. */
export function openEmail(settings: EmailSettings): Carrier {
  const pool = openPool(settings)
  let inFlight = 0
  let drained: (() => void) | undefined
  let closing = false

  async function send(notice: Notice): Promise<Outcome> {
    if (closing) return outcomeOf({ stage: 'connect', fault: 'ECLOSED' })
    inFlight += 1
    try {
      const prepared = await prepare(notice, settings)
      return 'result' in prepared ? prepared : outcomeOf(await pool.hand(prepared))
    } finally {
      inFlight -= 1
      if (!inFlight) drained?.()
    }
  }

  return {
    channel: 'email',
    // One message on its way and one envelope behind it.
    concurrency: 2 * settings.connections,
    send,
    destinationOf: (address) => address.slice(address.lastIndexOf('@') + 1),
    weightOf: () => 1,
    async close() {
      closing = true
      await new Promise<void>((resolve) => {
        if (!inFlight) return resolve()
        drained = resolve
        setTimeout(resolve, GRACE_MS).unref()
      })
      pool.close()
    },
  }
}

function outcomeOf(handover: Handover): Outcome {
  if (!('accepted' in handover)) return meaningOf(handover).outcome
  return { result: 'sent', code: handover.accepted.slice(0, 3), answer: shown(handover.accepted) }
}

type Failed = Extract<Outcome, { result: 'failed' }>

/** A notice that cannot be set as mail fails by itself and takes nobody with it. */
async function prepare(notice: Notice, settings: EmailSettings): Promise<Parcel | Failed> {
  try {
    const mail = mailOf(notice, settings)
    return { ...mail.envelope, message: stuffed((await bytesOf(mail)).toString('latin1')) }
  } catch (error) {
    const answer = shown(error instanceof Error ? error.message : String(error))
    return { result: 'failed', code: 'ECOMPOSE', answer }
  }
}

/** As it goes over the wire: a dot that begins a line doubled, and one alone at the end (RFC 5321 §4.5.2). */
function stuffed(mime: string): string {
  return `${mime.replaceAll('\r\n.', '\r\n..')}${mime.endsWith('\r\n') ? '' : '\r\n'}.\r\n`
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

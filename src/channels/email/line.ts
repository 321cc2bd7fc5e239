import { Readable } from 'node:stream'
import MailConnection from 'nodemailer/lib/smtp-connection'
import type { Evidence } from './answers.ts'

/** One message ready to go: who it is from and for on the wire, and its bytes. */
export interface Parcel {
  from: string
  to: string
  bytes: Buffer
}

/** `accepted`: the relay took it, in these words. Otherwise what we know instead. */
export type Handover = { accepted: string } | Evidence

export interface LineSettings {
  url: string
  requireTls: boolean
  /** Times in ms; the defaults are those of RFC 5321 where it names any. */
  connectMs?: number
  greetingMs?: number
  /** For any reply, the one to the final dot above all: a shorter wait makes duplicates. */
  replyMs?: number
}

const CHUNK = 16_384

/** One connection to the relay, signed in. */
export interface Line {
  smtp: MailConnection
  uses: number
  timer: NodeJS.Timeout | undefined
  alive(): boolean
  hand(parcel: Parcel): Promise<Handover>
  /** Makes ready for the next message; false: hang up. */
  reset(): Promise<boolean>
  hangUp(): void
}

interface SmtpError extends Error {
  code?: string
  originalCode?: string
  command?: string
  response?: string
  responseCode?: number
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/

/** Opens a connection and signs in; what went wrong otherwise. */
export async function dial(settings: LineSettings): Promise<Line | Evidence> {
  const url = new URL(settings.url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'smtps:'
  const smtp = new MailConnection({
    host,
    secure,
    ...(url.port ? { port: Number(url.port) } : {}),
    requireTLS: settings.requireTls && !secure,
    // A relay on this machine rarely has a certificate anybody could check, and nothing leaves the machine.
    ignoreTLS: !settings.requireTls && LOOPBACK.test(host),
    connectionTimeout: settings.connectMs ?? 15_000,
    greetingTimeout: settings.greetingMs ?? 30_000,
    socketTimeout: settings.replyMs ?? 600_000,
    dnsTimeout: settings.connectMs ?? 15_000,
  })
  // An error with nobody waiting for it only means that the connection is gone.
  smtp.on('error', () => {})
  const fault = await new Promise<SmtpError | null>((resolve) => {
    smtp.once('error', resolve)
    smtp.connect((error) => resolve((error as SmtpError) ?? null))
  })
  const refused = fault ?? (url.username ? await signIn(smtp, url) : null)
  if (refused) {
    smtp.close()
    return { stage: 'connect', fault: refused.code ?? 'ECONNECTION', ...replyIn(refused) }
  }
  return lineOver(smtp)
}

function signIn(smtp: MailConnection, url: URL): Promise<SmtpError | null> {
  const user = decodeURIComponent(url.username)
  const pass = decodeURIComponent(url.password)
  return new Promise((resolve) => {
    smtp.once('error', resolve)
    smtp.once('end', () => resolve(Object.assign(new Error('ended'), { code: 'ECONNECTION' })))
    smtp.login({ user, pass, credentials: { user, pass } }, (error) => resolve((error as SmtpError) ?? null))
  })
}

function lineOver(smtp: MailConnection): Line {
  let dirty = false
  let busy = false

  /** Runs one exchange; a connection that ends under it is an answer too. */
  function exchange<T>(ended: () => T, run: (done: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve) => {
      const onEnd = () => setImmediate(() => done(ended()))
      const done = (value: T) => {
        smtp.off('end', onEnd)
        busy = false
        resolve(value)
      }
      busy = true
      smtp.once('end', onEnd)
      run(done)
    })
  }

  const line: Line = {
    smtp,
    uses: 0,
    timer: undefined,
    alive: () => !smtp.destroyed,
    hangUp() {
      if (smtp.destroyed) return
      // QUIT in the middle of a message would become part of it.
      if (busy) smtp.close()
      else smtp.quit()
    },
    async reset() {
      if (!dirty) return true
      dirty = false
      return exchange(
        () => false,
        (done) => smtp.reset((error) => done(!error)),
      )
    },
    hand(parcel) {
      line.uses += 1
      let stage: Evidence['stage'] = 'envelope'
      const body = new Body(parcel.bytes, () => {
        stage = 'dot'
      })
      const envelope = { from: parcel.from, to: [parcel.to], size: parcel.bytes.length }
      return exchange<Handover>(
        () => ({ stage, fault: 'ECONNECTION' }),
        (done) =>
          smtp.send(envelope, body, (error, info) => {
            const fault = error as SmtpError | null
            dirty = fault !== null
            done(fault ? evidenceOf(stage, fault) : { accepted: info?.response ?? '' })
          }),
      )
    },
  }
  return line
}

function evidenceOf(stage: Evidence['stage'], fault: SmtpError): Evidence {
  const command = (['MAIL FROM', 'RCPT TO', 'DATA'] as const).find((one) => one === fault.command)
  return { stage, ...(command ? { command } : {}), fault: fault.code ?? 'ESOCKET', ...replyIn(fault) }
}

function replyIn(fault: SmtpError): { reply?: string } {
  return fault.response && fault.responseCode ? { reply: fault.response } : {}
}

/** The bytes of a message, saying when the last of them was taken: from then on the final dot is on its way. */
class Body extends Readable {
  private readonly bytes: Buffer
  private readonly last: () => void
  private at = 0

  constructor(bytes: Buffer, last: () => void) {
    super({ highWaterMark: CHUNK })
    this.bytes = bytes
    this.last = last
  }

  override _read(): void {
    if (this.at >= this.bytes.length) {
      this.last()
      this.push(null)
      return
    }
    this.push(this.bytes.subarray(this.at, this.at + CHUNK))
    this.at += CHUNK
  }
}

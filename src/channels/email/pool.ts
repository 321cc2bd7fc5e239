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

export interface Pool {
  /** Never rejects. */
  hand(parcel: Parcel): Promise<Handover>
  /** Waits for what is in flight, at most `graceMs`, and closes every connection. */
  close(graceMs: number): Promise<void>
}

export interface PoolSettings {
  url: string
  requireTls: boolean
  connections: number
  /** Times in ms; the defaults are those of RFC 5321 where it names any. */
  connectMs?: number
  greetingMs?: number
  /** For any reply, the one to the final dot above all: a shorter wait makes duplicates. */
  replyMs?: number
  idleMs?: number
}

/** Mails over one connection before it makes room for a fresh one. */
const USES = 1_000
const CHUNK = 16_384

/**
 * A few kept-open SMTP connections. nodemailer's own pool is not used: it drops a connection at every
 * refused recipient, queues again by itself, and does not say at which stage a connection died.
 */
export function openPool(settings: PoolSettings): Pool {
  const idle: Line[] = []
  const waiting: ((line: Line | null) => void)[] = []
  const inFlight = new Set<Promise<unknown>>()
  const lines = new Set<Line>()
  let opening = 0

  /** An idle connection, or leave to open one (null). */
  async function take(): Promise<Line | null> {
    for (let line = idle.pop(); line; line = idle.pop()) {
      clearTimeout(line.timer)
      if (line.alive()) return line
      lines.delete(line)
    }
    if (lines.size + opening < settings.connections) {
      opening += 1
      return null
    }
    return new Promise((resolve) => waiting.push(resolve))
  }

  async function open(): Promise<Line | Evidence> {
    try {
      const line = await dial(settings)
      if ('smtp' in line) lines.add(line)
      return line
    } finally {
      opening -= 1
    }
  }

  async function giveBack(line: Line): Promise<void> {
    if (!line.alive() || line.uses >= USES || !(await line.reset())) {
      lines.delete(line)
      line.hangUp()
      return makeRoom()
    }
    const next = waiting.shift()
    if (next) return next(line)
    idle.push(line)
    line.timer = setTimeout(() => {
      idle.splice(idle.indexOf(line), 1)
      lines.delete(line)
      line.hangUp()
    }, settings.idleMs ?? 30_000)
    line.timer.unref()
  }

  function makeRoom(): void {
    const next = waiting.shift()
    if (!next) return
    opening += 1
    next(null)
  }

  async function hand(parcel: Parcel, again = true): Promise<Handover> {
    const kept = await take()
    const line = kept ?? (await open())
    if (!('smtp' in line)) {
      makeRoom()
      return line
    }
    const handover = await line.hand(parcel)
    await giveBack(line)
    // A relay may end a kept connection at any time; before the message was handed over that is no news.
    const stale = kept && again && 'stage' in handover && handover.stage === 'envelope' && !handover.reply
    return stale ? hand(parcel, false) : handover
  }

  return {
    hand(parcel) {
      const journey = hand(parcel)
      inFlight.add(journey)
      return journey.finally(() => inFlight.delete(journey))
    },
    async close(graceMs) {
      const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref())
      while (inFlight.size && (await Promise.race([Promise.all(inFlight), grace])) !== undefined) {}
      for (const line of lines) {
        clearTimeout(line.timer)
        line.hangUp()
      }
      lines.clear()
      idle.length = 0
    },
  }
}

interface Line {
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
async function dial(settings: PoolSettings): Promise<Line | Evidence> {
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

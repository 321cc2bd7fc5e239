import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

/** One message as it came over the wire: raw bytes with their envelope. Parsed only when somebody asks. */
export interface CaughtMail {
  /** 1, 2, 3 … in the order in which they were accepted. */
  number: number
  at: number
  from: string
  to: string[]
  raw: Buffer
  parsed(): Promise<ParsedMail>
}

/** What the catcher is asked about; `seen`: how often this stage was reached before. */
export interface MailMoment {
  stage: 'connect' | 'mail' | 'rcpt' | 'data' | 'dot'
  from: string
  to: string
  seen: number
}

/**
 * What it does instead of accepting: a reply such as `{ code: 450, text: '4.2.0 Try later' }`, `drop` the
 * connection (at `data`: while the message is still coming; at `dot`: after it, without a word), or wait.
 * A message dropped at `dot` with `keep` stands in the ledger, as with a relay that dies after accepting.
 */
export type MailBehaviour =
  | { code: number; text: string; delay?: number }
  | { drop: true; keep?: boolean }
  | { delay: number }
  | undefined

export interface MailCatcher {
  /** For SMTP_URL. */
  url: string
  port: number
  messages(): CaughtMail[]
  /** Connections opened so far. */
  connections(): number
  /** The first message for which the predicate holds, now or before the deadline (ms from now). */
  waitFor(predicate: (mail: CaughtMail) => boolean, deadline?: number): Promise<CaughtMail>
  clear(): void
  stop(): Promise<void>
}

/** A real SMTP server on this machine that keeps what it is given. */
export async function startMailCatcher(
  options: {
    port?: number
    behave?: (moment: MailMoment) => MailBehaviour
    /** False: it wants every command answered before the next. */
    pipelining?: boolean
    /** `smtps`: encrypted from the first byte; otherwise STARTTLS is offered. */
    tls?: { key: string; cert: string; smtps?: boolean }
  } = {},
): Promise<MailCatcher> {
  const ledger: CaughtMail[] = []
  const waiting = new Set<() => void>()
  const seen = { connect: 0, mail: 0, rcpt: 0, data: 0, dot: 0 }
  let connections = 0
  let accepted = 0

  const ask = (stage: MailMoment['stage'], session: SMTPServerSession, to = '') => {
    const from = session.envelope?.mailFrom ? session.envelope.mailFrom.address : ''
    const moment = { stage, from, to, seen: seen[stage] }
    seen[stage] += 1
    return options.behave?.(moment)
  }
  const answer = (
    behaviour: MailBehaviour,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): void => {
    if (behaviour && 'drop' in behaviour) {
      drop(server, session)
      return
    }
    const reply = behaviour && 'code' in behaviour ? fault(behaviour.code, behaviour.text) : undefined
    if (behaviour?.delay) setTimeout(() => done(reply), behaviour.delay)
    else done(reply)
  }
  const keep = (session: SMTPServerSession, raw: Buffer) => {
    accepted += 1
    ledger.push({
      number: accepted,
      at: Date.now(),
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
      to: session.envelope.rcptTo.map((one) => one.address),
      raw,
      parsed: () => simpleParser(raw),
    })
    for (const look of [...waiting]) look()
  }

  const server: SMTPServer = new SMTPServer({
    authOptional: true,
    disabledCommands: options.tls ? [] : ['STARTTLS'],
    allowInsecureAuth: !options.tls,
    hidePIPELINING: options.pipelining === false,
    ...(options.tls
      ? { key: options.tls.key, cert: options.tls.cert, secure: options.tls.smtps ?? false }
      : {}),
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 200,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onConnect(session, done) {
      connections += 1
      answer(ask('connect', session), session, done)
    },
    onMailFrom: (_address, session, done) => answer(ask('mail', session), session, done),
    onRcptTo: (address, session, done) => answer(ask('rcpt', session, address.address), session, done),
    onData(stream, session, done) {
      const to = session.envelope.rcptTo[0]?.address ?? ''
      const atData = ask('data', session, to)
      if (atData && 'drop' in atData) {
        stream.resume()
        return drop(server, session)
      }
      collect(stream).then((raw) => {
        const behaviour = atData ?? ask('dot', session, to)
        if (behaviour && 'drop' in behaviour && behaviour.keep) keep(session, raw)
        answer(behaviour, session, (error) => {
          if (!error) keep(session, raw)
          done(error)
        })
      }, done)
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })
  const port = (server.server.address() as AddressInfo).port

  return {
    url: options.tls
      ? `${options.tls.smtps ? 'smtps' : 'smtp'}://localhost:${port}`
      : `smtp://127.0.0.1:${port}`,
    port,
    messages: () => [...ledger],
    connections: () => connections,
    clear: () => ledger.splice(0),
    waitFor(predicate, deadline = 60_000) {
      let next = 0
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`No such mail within ${deadline} ms; ${ledger.length} others came.`))
        }, deadline)
        const look = () => {
          for (; next < ledger.length; next += 1) {
            const mail = ledger[next]
            if (!mail || !predicate(mail)) continue
            clearTimeout(timer)
            waiting.delete(look)
            return resolve(mail)
          }
        }
        waiting.add(look)
        look()
      })
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function fault(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code })
}

/** Cuts the line without a word, as a relay that dies does. */
function drop(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of (server as unknown as { connections: Set<Line> }).connections) {
    if (connection.id === session.id) connection._socket.destroy()
  }
}

interface Line {
  id: string
  _socket: { destroy(): void }
}

function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('end', () => resolve(Buffer.concat(chunks)))
    stream.once('error', reject)
  })
}

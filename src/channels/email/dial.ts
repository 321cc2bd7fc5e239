import type { Socket } from 'node:net'
import MailConnection from 'nodemailer/lib/smtp-connection'
import type { Evidence } from './answers.ts'

export interface DialSettings {
  url: string
  requireTls: boolean
  /** Times in ms; the defaults are those of RFC 5321 where it names any. */
  connectMs?: number
  greetingMs?: number
  /** For the reply to any command. */
  commandMs?: number
}

/** A connection to the relay, greeted, encrypted where it should be, and signed in. */
export interface Wire {
  socket: Socket
  /** What the relay offers: commands in groups (RFC 2920), and to be told the size (RFC 1870). */
  pipelining: boolean
  size: boolean
}

interface SmtpError extends Error {
  code?: string
  response?: string
  responseCode?: number
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/

/** Opens a connection and signs in; what went wrong otherwise. */
export async function dial(settings: DialSettings): Promise<Wire | Evidence> {
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
    socketTimeout: settings.commandMs ?? 300_000,
    dnsTimeout: settings.connectMs ?? 15_000,
  })
  // An error with nobody waiting for it only means that the connection is gone.
  smtp.on('error', () => {})
  const refused = (await greeted(smtp)) ?? (url.username ? await signIn(smtp, url) : null)
  if (!refused && !smtp.destroyed) return takeOver(smtp)
  smtp.close()
  if (!refused) return { stage: 'connect', fault: 'ECONNECTION' }
  const reply = refused.response && refused.responseCode ? { reply: refused.response } : {}
  return { stage: 'connect', fault: refused.code ?? 'ECONNECTION', ...reply }
}

function greeted(smtp: MailConnection): Promise<SmtpError | null> {
  return new Promise((resolve) => {
    smtp.once('error', resolve)
    smtp.connect((error) => resolve((error as SmtpError) ?? null))
  })
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

/** What nodemailer keeps to itself and undoes in its own `close`: how it listens to the socket. */
interface Inside {
  _socket: Socket
  _supportedExtensions: string[]
  _onSocketData: () => void
  _onSocketError: () => void
  _onSocketClose: () => void
  _onSocketEnd: () => void
  _onSocketTimeout: () => void
}

/** From here on the socket is ours alone; whoever takes it listens to it before the next turn of the loop. */
function takeOver(smtp: MailConnection): Wire {
  const inside = smtp as unknown as Inside
  const { _socket: socket, _supportedExtensions: offered } = inside
  socket.setTimeout(0)
  socket.off('data', inside._onSocketData)
  socket.off('error', inside._onSocketError)
  socket.off('close', inside._onSocketClose)
  socket.off('end', inside._onSocketEnd)
  socket.off('timeout', inside._onSocketTimeout)
  return { socket, pipelining: offered.includes('PIPELINING'), size: offered.includes('SIZE') }
}

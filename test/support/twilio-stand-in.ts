import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Description, readDescription, wrongWith } from './twilio-description.ts'

/** A message that the stand-in took, as its ledger keeps it. */
export interface TakenMessage {
  sid: string
  to: string
  from: string | null
  messagingServiceSid: string | null
  body: string
  status: string
  errorCode: number | null
  statusCallback: string | null
  /** Every parameter of the request. */
  params: Record<string, string>
  at: number
}

/** One step of what a carrier reports later: so many ms after the one before, and so many `times` in the same words. */
export type Step = string | { status: string; errorCode?: number; afterMs?: number; times?: number }

/**
 * What it does instead of answering 201. `refuse`: an error answer. `hang`, `reset`, `500`: silence, a cut line, a
 * server error — after taking the message when `taken` is set. `report`: what follows on a message that is taken.
 */
export type SmsBehaviour =
  | { refuse: { status: number; code: number; message: string; retryAfter?: number; html?: boolean } }
  | { answer: 'hang' | 'reset' | '500'; taken: boolean; report?: Step[] }
  | { report: Step[] }
  | undefined

export interface TwilioStandIn {
  /** For TWILIO_API_URL. */
  url: string
  port: number
  accountSid: string
  messages(): TakenMessage[]
  /** Requests that were refused, with the code they got. */
  refusals(): { code: number; message: string }[]
  waitFor(predicate: (message: TakenMessage) => boolean, deadline?: number): Promise<TakenMessage>
  /** Signs and sends a message of a subscriber to a hook, as Twilio does; resolves to the answer's status. */
  inbound(
    hook: string,
    message: { from: string; to: string; body: string; optOutType?: string },
  ): Promise<number>
  /** Reports a status of a message now; resolves to the answer's status. */
  report(sid: string, step: Step): Promise<number>
  clear(): void
  stop(): Promise<void>
}

/** The environment of somebody who sends through the stand-in; only TWILIO_API_URL is missing. */
export const TWILIO_TEST_ENV = {
  TWILIO_ACCOUNT_SID: `AC${'5'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'stand-in-token-that-opens-nothing',
  TWILIO_FROM: '+15005550006',
  SMS_COUNTRIES: 'US,GB,PT',
} as const

export interface TwilioStandInOptions {
  /** Those of {@link TWILIO_TEST_ENV} unless said otherwise. */
  accountSid?: string
  authToken?: string
  /** Another user and password that may send: an API key. */
  apiKey?: { sid: string; secret: string }
  port?: number
  /** What is reported of every message that `behave` says nothing of; none unless asked. */
  report?: Step[]
  /** May take its time: the request waits for it. */
  behave?: (request: { to: string; body: string; seen: number }) => SmsBehaviour | Promise<SmsBehaviour>
  /** The carrier's clock, in ms; the machine's unless said otherwise. */
  now?: () => number
}

const MAGIC_TO: Record<string, [code: number, message: string]> = {
  '+15005550001': [21211, "The 'To' number is not a valid phone number."],
  '+15005550002': [21612, "The 'To' phone number is not currently reachable via SMS."],
  '+15005550003': [
    21408,
    "Permission to send an SMS has not been enabled for the region of the 'To' number.",
  ],
  '+15005550004': [21610, 'Attempt to send to unsubscribed recipient.'],
  '+15005550009': [21614, "The 'To' number is not a valid mobile number."],
}
const MAGIC_FROM: Record<string, [code: number, message: string]> = {
  '+15005550001': [21212, "The 'From' number is not valid."],
  '+15005550007': [21606, "The 'From' number is not a valid, message-capable number of this account."],
  '+15005550008': [21611, "This 'From' number has exceeded the maximum number of queued messages."],
}

/** A real HTTP server on this machine that takes messages as Twilio's Messages API does, and refuses as it does. */
export async function startTwilioStandIn(given: TwilioStandInOptions = {}): Promise<TwilioStandIn> {
  const options = {
    accountSid: TWILIO_TEST_ENV.TWILIO_ACCOUNT_SID,
    authToken: TWILIO_TEST_ENV.TWILIO_AUTH_TOKEN,
    now: Date.now,
    ...given,
  }
  const description = readDescription()
  const ledger: TakenMessage[] = []
  const bySid = new Map<string, TakenMessage>()
  const refused: { code: number; message: string }[] = []
  const waiting = new Set<() => void>()
  const reports = new Set<Promise<unknown>>()
  let seen = 0
  let stopped = false

  const users = new Map([[options.accountSid, options.authToken]])
  if (options.apiKey) users.set(options.apiKey.sid, options.apiKey.secret)
  const base = `/2010-04-01/Accounts/${options.accountSid}/Messages`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    const fault = (status: number, code: number, message: string, headers: Record<string, string> = {}) => {
      refused.push({ code, message })
      json(
        response,
        status,
        { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
        headers,
      )
    }
    const body = await bodyOf(request)
    if (!mayEnter(request, users)) return fault(401, 20003, 'Authenticate')
    if (url.pathname === `${base}.json` && request.method === 'GET') return list(url, response, fault)
    if (url.pathname === `${base}.json` && request.method === 'POST') return create(body, response, fault)
    const one = bySid.get(url.pathname.slice(base.length + 1).replace('.json', ''))
    if (one && request.method === 'GET') return json(response, 200, resource(one))
    fault(404, 20404, `The requested resource ${url.pathname} was not found`)
  }

  async function create(body: string, response: ServerResponse, fault: Fault): Promise<void> {
    const params = Object.fromEntries(new URLSearchParams(body))
    const problem = wrongRequest(params, description)
    if (problem) {
      fault(400, ...problem)
      return
    }
    const behaviour = await options.behave?.({ to: params.To ?? '', body: params.Body ?? '', seen: seen++ })
    if (behaviour && 'refuse' in behaviour) {
      const { status, code, message, retryAfter, html } = behaviour.refuse
      const headers: Record<string, string> =
        retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
      if (html) response.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<h1>Sorry</h1>')
      else fault(status, code, message, headers)
      return
    }
    if (!behaviour || 'report' in behaviour) {
      const message = take(params)
      json(response, 201, resource(message))
      follow(message, behaviour?.report ?? options.report ?? [])
      return
    }
    if (behaviour.taken) follow(take(params), behaviour.report ?? options.report ?? [])
    if (behaviour.answer === 'reset') response.socket?.resetAndDestroy()
    if (behaviour.answer === '500') fault(500, 20500, 'An internal server error has occurred')
  }

  function take(params: Record<string, string>): TakenMessage {
    const message: TakenMessage = {
      sid: `SM${randomBytes(16).toString('hex')}`,
      to: params.To ?? '',
      from: params.From ?? null,
      messagingServiceSid: params.MessagingServiceSid ?? null,
      body: params.Body ?? '',
      status: 'queued',
      errorCode: null,
      statusCallback: params.StatusCallback ?? null,
      params,
      at: options.now(),
    }
    ledger.push(message)
    bySid.set(message.sid, message)
    for (const look of [...waiting]) look()
    return message
  }

  function list(url: URL, response: ServerResponse, fault: Fault): void {
    for (const [name, value] of url.searchParams) {
      const parameter = description.list[name]
      const wrong = parameter ? wrongWith(parameter, value) : 'is not known'
      if (!wrong) continue
      fault(400, 20001, `Parameter ${name} ${wrong}`)
      return
    }
    const size = Number(url.searchParams.get('PageSize') ?? 50)
    const page = Number(url.searchParams.get('Page') ?? 0)
    const fits = (name: 'To' | 'From', value: string | null) =>
      !url.searchParams.has(name) || url.searchParams.get(name) === value
    const all = ledger.filter((one) => fits('To', one.to) && fits('From', one.from)).reverse()
    const next = new URLSearchParams(url.searchParams)
    next.set('Page', String(page + 1))
    json(response, 200, {
      messages: all.slice(page * size, (page + 1) * size).map(resource),
      page,
      page_size: size,
      start: page * size,
      end: Math.min(all.length, (page + 1) * size) - 1,
      first_page_uri: `${url.pathname}?PageSize=${size}&Page=0`,
      next_page_uri: (page + 1) * size < all.length ? `${url.pathname}?${next}` : null,
      previous_page_uri: null,
      uri: `${url.pathname}${url.search}`,
    })
  }

  function follow(message: TakenMessage, steps: Step[]): void {
    const journey = (async () => {
      for (const step of steps) {
        if (stopped) return
        await report(message.sid, step)
      }
    })().catch(() => {})
    reports.add(journey)
    void journey.finally(() => reports.delete(journey))
  }

  async function report(sid: string, step: Step): Promise<number> {
    const message = bySid.get(sid)
    if (!message) throw new Error(`No message ${sid} was taken.`)
    const given: Exclude<Step, string> = typeof step === 'string' ? { status: step } : step
    const { status, afterMs = 0, times = 1 } = given
    const errorCode = given.errorCode ?? null
    if (afterMs) await new Promise((resolve) => setTimeout(resolve, afterMs))
    message.status = status
    message.errorCode = errorCode
    if (!message.statusCallback) return 0
    const form = {
      AccountSid: options.accountSid,
      ApiVersion: '2010-04-01',
      From: message.from ?? '+15005550006',
      To: message.to,
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: status,
      SmsStatus: status,
      ...(errorCode === null ? {} : { ErrorCode: String(errorCode) }),
    }
    const once = randomBytes(16).toString('hex')
    for (let again = 1; again < times; again++) await post(message.statusCallback, form, once)
    return post(message.statusCallback, form, once)
  }

  /** Sends a signed form; an address that does not answer is tried again, as `#rc=5` asks. */
  async function post(
    address: string,
    params: Record<string, string>,
    token = randomBytes(16).toString('hex'),
  ): Promise<number> {
    const [url = ''] = address.split('#')
    for (let tries = 0; tries < 5 && !stopped; tries += 1) {
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
            'user-agent': 'TwilioProxy/1.1',
            'i-twilio-idempotency-token': token,
            'x-twilio-signature': signature(options.authToken, url, params),
          },
          body: new URLSearchParams(params).toString(),
          redirect: 'manual',
          signal: AbortSignal.timeout(15_000),
        })
        await answer.arrayBuffer()
        if (answer.status < 500) return answer.status
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries))
      }
    }
    return 0
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error) =>
      json(response, 500, { code: 20500, message: String(error), status: 500 }),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    accountSid: options.accountSid,
    messages: () => [...ledger],
    refusals: () => [...refused],
    waitFor(predicate, deadline = 60_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`No such message within ${deadline} ms; ${ledger.length} others came.`))
        }, deadline)
        const look = () => {
          const found = ledger.find(predicate)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      })
    },
    inbound: (hook, { from, to, body, optOutType }) =>
      post(hook, {
        AccountSid: options.accountSid,
        ApiVersion: '2010-04-01',
        MessageSid: `SM${randomBytes(16).toString('hex')}`,
        SmsStatus: 'received',
        NumMedia: '0',
        NumSegments: '1',
        From: from,
        To: to,
        Body: body,
        ...(optOutType ? { OptOutType: optOutType } : {}),
      }),
    report,
    clear() {
      ledger.splice(0)
      bySid.clear()
      refused.splice(0)
    },
    async stop() {
      stopped = true
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.allSettled(reports)
    },
  }
}

type Fault = (status: number, code: number, message: string, headers?: Record<string, string>) => void

/** The code and message with which Twilio refuses a request, or null. */
function wrongRequest(params: Record<string, string>, { create }: Description): [number, string] | null {
  for (const [name, value] of Object.entries(params)) {
    const parameter = create[name]
    if (!parameter) return [20001, `Unknown parameter ${name}`]
    const wrong = wrongWith(parameter, value)
    if (wrong) return [name === 'StatusCallback' ? 21609 : 20001, `${name} ${wrong}`]
  }
  if (!params.To) return [21604, "A 'To' phone number is required."]
  if (!params.Body && !params.MediaUrl) return [21602, 'Message body is required.']
  if (!params.From && !params.MessagingServiceSid)
    return [21603, "A 'From' or 'MessagingServiceSid' parameter is required."]
  if ((params.Body ?? '').length > 1_600)
    return [21617, 'The concatenated message body exceeds the 1600 character limit.']
  const validity = Number(params.ValidityPeriod ?? 36_000)
  if (validity < 1 || validity > 36_000) return [20001, 'ValidityPeriod must lie between 1 and 36000']
  if (!/^\+[1-9]\d{6,14}$/.test(params.To))
    return [21211, `The 'To' number ${params.To} is not a valid phone number.`]
  return MAGIC_TO[params.To] ?? MAGIC_FROM[params.From ?? ''] ?? null
}

function mayEnter(request: IncomingMessage, users: Map<string, string>): boolean {
  const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ')
  const [user = '', ...password] = Buffer.from(credentials, 'base64').toString().split(':')
  return scheme === 'Basic' && users.has(user) && users.get(user) === password.join(':')
}

/** A message as the API shows it; instants have the precision of a second there. */
function resource(message: TakenMessage): Record<string, unknown> {
  const at = `${new Date(message.at).toUTCString().replace('GMT', '+0000')}`
  return {
    sid: message.sid,
    account_sid: message.params.AccountSid ?? null,
    api_version: '2010-04-01',
    body: message.body,
    date_created: at,
    date_sent: null,
    date_updated: at,
    direction: 'outbound-api',
    error_code: message.errorCode,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    status: message.status,
    subresource_uris: {},
    to: message.to,
    uri: `/Messages/${message.sid}.json`,
  }
}

/** X-Twilio-Signature, made by hand so that the code under test is checked against something else than itself. */
export function signature(authToken: string, url: string, params: Record<string, string>): string {
  const names = Object.keys(params).sort()
  const signed = url + names.map((name) => name + params[name]).join('')
  return createHmac('sha1', authToken).update(signed).digest('base64')
}

function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers })
    .end(JSON.stringify(value))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'

/** Parameters of a webhook as they came; a name that stands several times keeps all its values. */
export type HookParams = Record<string, string | string[]>

/** Reads a form body without dropping, trimming or renaming anything: the signature covers every byte. */
export function readParams(body: string): HookParams {
  const params: HookParams = {}
  for (const [name, value] of new URLSearchParams(body)) {
    const before = Object.hasOwn(params, name) ? params[name] : undefined
    Object.defineProperty(params, name, {
      value: before === undefined ? value : [before, value].flat(),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return params
}

/**
 * Whether Twilio signed this request (S5). `url` is PUBLIC_URL and the path with its query as they were called, never a
 * Host header. Two tokens are tried while one is being replaced. Our status URLs carry connection overrides behind a
 * `#`; a signature over the URL with or without them holds.
 */
export function signatureHolds(
  request: { url: string; params: HookParams; signature: string | null },
  authTokens: string[],
): boolean {
  const { signature } = request
  if (!signature) return false
  const urls = [request.url, `${request.url}${OVERRIDES}`]
  return authTokens.some((token) =>
    urls.some((url) => token && validateRequest(token, signature, url, request.params)),
  )
}

/** Five tries over every kind of failure: Twilio's connection overrides for our status URL. */
export const OVERRIDES = '#rc=5&rp=all'

/** Path of the status hook of one delivery. */
export function statusPath(notice: { key: string; token: string }): string {
  return `/hooks/twilio/status/${notice.key}.${notice.token}`
}

const RANK = {
  accepted: 0,
  scheduled: 0,
  queued: 1,
  sending: 2,
  sent: 3,
  canceled: 4,
  undelivered: 4,
  failed: 4,
  partially_delivered: 5,
  delivered: 6,
  read: 7,
} as const
export type MessageStatus = keyof typeof RANK

/** Whether a status says more than the one before it: a late `sent` after `delivered` changes nothing. */
export function advances(before: string | null, status: MessageStatus): boolean {
  const rank = before && Object.hasOwn(RANK, before) ? RANK[before as MessageStatus] : -1
  return RANK[status] > rank
}

export interface StatusCallback {
  sid: string
  status: MessageStatus
  errorCode: number | null
  /** The same for every repeat of this callback. */
  once: string
}

/** A status callback as values; null when it is none. */
export function readStatus(
  params: HookParams,
  idempotencyToken: string | null = null,
): StatusCallback | null {
  const sid = one(params, 'MessageSid') ?? one(params, 'SmsSid')
  const status = one(params, 'MessageStatus') ?? one(params, 'SmsStatus')
  if (!sid || !status || !Object.hasOwn(RANK, status)) return null
  const errorCode = Number(one(params, 'ErrorCode') || Number.NaN)
  return {
    sid,
    status: status as MessageStatus,
    errorCode: Number.isSafeInteger(errorCode) && errorCode > 0 ? errorCode : null,
    once: idempotencyToken || `${sid}:${status}`,
  }
}

export interface InboundMessage {
  sid: string
  from: string
  to: string
  body: string
  /** What it asks for; Twilio's own word for it decides where there is one. */
  keyword: Keyword | null
  /** Twilio has answered by itself (Advanced Opt-Out): we send no second reply. */
  answered: boolean
}

/** A message that somebody sent to us; null when it is none. */
export function readInbound(params: HookParams): InboundMessage | null {
  const [sid, from, to] = [one(params, 'MessageSid'), one(params, 'From'), one(params, 'To')]
  if (!sid || !from || !to) return null
  const body = one(params, 'Body') ?? ''
  const decided = one(params, 'OptOutType')?.toLowerCase()
  const answered = decided === 'stop' || decided === 'start' || decided === 'help'
  return { sid, from, to, body, keyword: answered ? decided : keyword(body), answered }
}

export type Keyword = 'stop' | 'start' | 'help'

/** What means stop in the languages that we write in: any reasonable word must do, though we name only STOP. */
const STOP_ELSEWHERE = [
  'STOPP',
  'ARRET',
  'ARRÊT',
  'BAJA',
  'ALTO',
  'PARAR',
  'SAIR',
  '停止',
  '解除',
  'إيقاف',
  'توقف',
]

const WORDS: Record<Keyword, readonly string[]> = {
  stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT', ...STOP_ELSEWHERE],
  start: ['START', 'UNSTOP', 'YES'],
  help: ['HELP', 'INFO'],
}

/** The keyword that a whole message is (S6); case, spaces and punctuation do not matter. */
export function keyword(text: string): Keyword | null {
  const word = text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
  return (Object.keys(WORDS) as Keyword[]).find((key) => WORDS[key].includes(word)) ?? null
}

function one(params: HookParams, name: string): string | undefined {
  const value = Object.hasOwn(params, name) ? params[name] : undefined
  const first = Array.isArray(value) ? value[0] : value
  // No carrier sends NUL, and PostgreSQL cannot keep it.
  return first?.replaceAll('\0', '')
}

import type twilio from 'twilio'
import type { Config } from '#src/config.ts'
import type { Carrier, Notice, Outcome, Sighting } from '../channel.ts'
import { countryOf } from './address.ts'
import { OVERRIDES, statusPath } from './callback.ts'
import { meaningOf, outcomeOf } from './codes.ts'
import { type Journey, openHttp } from './http.ts'
import { smsMessage } from './message.ts'
import { segmentsOf } from './segments.ts'

export interface SmsSettings {
  accountSid: string
  apiKey: string
  apiSecret: string
  from: string | null
  messagingServiceSid: string | null
  apiUrl: string | null
  concurrency: number
  /** Longest wait for an answer, in ms. */
  timeoutMs?: number
}

/** The carrier as it is configured. */
export const open = ({ sms }: Config): Carrier => openSms(sms as SmsSettings)

/** Twilio's clock and ours may differ by this much when we look for a message we cannot account for. */
const CLOCK_SKEW = 30_000
const LOOK_AT = 20

/** The carrier of text messages. */
export function openSms(settings: SmsSettings): Carrier {
  const http = openHttp(settings)
  let opened: Promise<twilio.Twilio> | undefined
  // The SDK takes half a second to load: only what sends pays for it.
  const client = () => {
    opened ??= import('twilio').then(
      ({ default: sdk }) =>
        new sdk.Twilio(settings.apiKey, settings.apiSecret, {
          accountSid: settings.accountSid,
          autoRetry: false,
          httpClient: http.client,
        }),
    )
    return opened
  }

  return {
    channel: 'sms',
    concurrency: settings.concurrency,
    destinationOf: (address) => countryOf(address),
    weightOf: (notice) => segmentsOf(smsMessage(notice)).count,

    async send(notice): Promise<Outcome> {
      const journey: Journey = { written: false }
      try {
        const request = requestFor(notice, settings)
        const { messages } = await client()
        const message = await http.travel(journey, () => messages.create(request))
        return { result: 'sent', providerId: message.sid, code: '201', answer: message.status ?? '' }
      } catch (error) {
        return outcomeOfError(error as CarrierError, journey)
      }
    },

    /** Rejects when the carrier could not be asked: that is no answer, look again. */
    async find(notice, claimedAt, isTaken = async () => false): Promise<Sighting> {
      const { messages } = await client()
      const recent = await messages.list({ to: notice.to.address, limit: LOOK_AT, pageSize: LOOK_AT })
      for (const { body, dateCreated, sid } of recent) {
        if (dateCreated.getTime() < claimedAt - CLOCK_SKEW || !body.includes(markOf(notice))) continue
        if (!(await isTaken(sid))) return { seen: true, providerId: sid }
      }
      return { seen: false }
    },

    close: () => http.close(),
  }
}

/** By what a text of ours is known again: its words may have been corrected since, its post's address stays. */
function markOf(notice: Notice): string {
  const { content } = notice
  return content.about === 'post'
    ? content.post.url
    : smsMessage({ ...notice, to: { ...notice.to, stopHint: false } })
}

/** S1: the parameters of one message. */
function requestFor(notice: Notice, settings: SmsSettings) {
  const { content } = notice
  return {
    to: notice.to.address,
    body: smsMessage(notice),
    ...(settings.messagingServiceSid
      ? { messagingServiceSid: settings.messagingServiceSid }
      : { from: settings.from ?? '' }),
    statusCallback: `${notice.sender.publicUrl}${statusPath(notice)}${OVERRIDES}`,
    validityPeriod: validityOf(notice),
    // Twilio's check drops repeated alerts; the number behind a post has been confirmed, the one behind a code has not.
    ...(content.about === 'post' ? { riskCheck: 'disable' as const } : {}),
  }
}

/** Seconds after which a message that still waits is worth nothing. */
function validityOf({ content }: Notice): number {
  if (content.about === 'code') return content.minutes * 60
  return content.about === 'post' && content.post.kind === 'incident' ? 3_600 : 14_400
}

/** RestException and TwilioServiceException alike carry `status` and `code`. */
interface CarrierError extends Error {
  status?: number
  code?: number | string
}

/** S3: what is known after a request that did not end in a message. */
function outcomeOfError(error: CarrierError, journey: Journey): Outcome {
  const { status } = error
  const code = String(error.code ?? status ?? 'ESEND')
  const answer = shown(error.message ?? '')
  if (status === undefined) {
    return journey.written
      ? { result: 'unknown', code, answer }
      : { result: 'retry', fault: 'relay', code, answer }
  }
  if (status >= 500) return { result: 'unknown', code, answer }
  const known = typeof error.code === 'number' && error.code > 0 ? error.code : null
  // 429 means never processed, whatever the code.
  const meaning = status === 429 ? meaningOf(20429) : meaningOf(known, status)
  return outcomeOf(meaning, code, answer, journey.retryAfterMs)
}

/** The carrier's words without the numbers in them. */
function shown(text: string): string {
  return text
    .replace(/\+?\d[\d\s().-]{6,}\d/g, '…')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 200)
    .toWellFormed()
}

import { z } from 'zod'
import type { Values } from '../config.ts'
import { type DkimConfig, readDkim } from './dkim.ts'
import { blank, cap, count, isCountry, LOOPBACK, rate, text } from './values.ts'

export interface EmailConfig {
  url: string
  /** Sender of what subscribers asked for, and of account mail (confirm, invite). */
  from: string
  accountFrom: string
  /** Domain of Message-ID and List-Id. */
  domain: string
  /** Domain of the VERP envelope sender; null: the From address is used. */
  bounceDomain: string | null
  /** Refuse a relay without TLS. Off only for a relay on this machine. */
  requireTls: boolean
  connections: number
  /** Mails a second, in all and to one destination; null: what the relay takes. */
  rate: number | null
  destinationRate: number | null
  /** The day of a new domain's first mails (`2026-11-22`), from which a warm-up plan counts. */
  rampFrom: string | null
  /** Null: the relay signs, or nobody. */
  dkim: DkimConfig | null
}

export interface SmsConfig {
  accountSid: string
  /** Signs incoming webhooks; two while one is being replaced. */
  authTokens: string[]
  /** API key for sending, or the account itself. */
  apiKey: string
  apiSecret: string
  from: string | null
  messagingServiceSid: string | null
  /** ISO countries whose numbers may subscribe. */
  countries: string[]
  /** Another origin instead of api.twilio.com: a local stand-in. */
  apiUrl: string | null
  /** Messages in flight at once. */
  concurrency: number
  /** Segments a second; null: what the carrier takes. */
  rate: number | null
  /** Messages a day that the account or network allows; null: nobody has said. */
  dailyCap: number | null
}

export const smsFields = {
  TWILIO_ACCOUNT_SID: z.preprocess(
    blank,
    z
      .string()
      .regex(/^AC[0-9a-fA-F]{32}$/, 'TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits.')
      .optional(),
  ),
  TWILIO_AUTH_TOKEN: text,
  TWILIO_AUTH_TOKEN_OLD: text,
  TWILIO_API_KEY: text,
  TWILIO_API_SECRET: text,
  TWILIO_FROM: z.preprocess(
    blank,
    z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/, 'TWILIO_FROM must be a number such as +14155550100.')
      .optional(),
  ),
  TWILIO_MESSAGING_SERVICE_SID: z.preprocess(
    blank,
    z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/, 'TWILIO_MESSAGING_SERVICE_SID must be MG and 32 hexadecimal digits.')
      .optional(),
  ),
  TWILIO_API_URL: z.preprocess(
    blank,
    z.url({ protocol: /^https?$/, error: 'TWILIO_API_URL must be an http or https address.' }).optional(),
  ),
  SMS_COUNTRIES: z.preprocess(
    blank,
    z
      .string()
      .regex(/^[A-Z]{2}(\s*,\s*[A-Z]{2})*$/, 'SMS_COUNTRIES must be country codes such as US,GB,PT.')
      .transform((value) => value.split(/\s*,\s*/))
      .pipe(
        z
          .array(z.string())
          .refine(
            (codes) => codes.every(isCountry),
            'SMS_COUNTRIES names a country that there is not; the United Kingdom is GB.',
          ),
      )
      .optional(),
  ),
  SMS_CONCURRENCY: count('SMS_CONCURRENCY', 8, 1, 200),
  SMS_RATE: rate('SMS_RATE'),
  SMS_DAILY_CAP: cap('SMS_DAILY_CAP'),
}

/** What a channel needs besides the variable that turns it on. */
export function missingFor(env: Record<string, string | undefined>): string[] {
  const faults: string[] = []
  if (env.SMTP_URL && !env.MAIL_FROM)
    faults.push('MAIL_FROM is missing: SMTP_URL is set, so say which address mails come from.')
  if (!env.TWILIO_ACCOUNT_SID && env.TWILIO_AUTH_TOKEN)
    faults.push('TWILIO_ACCOUNT_SID is missing: TWILIO_AUTH_TOKEN is set, so say whose it is.')
  if (!env.TWILIO_ACCOUNT_SID) return faults
  if (!env.TWILIO_AUTH_TOKEN)
    faults.push('TWILIO_AUTH_TOKEN is missing: it proves that callbacks come from Twilio.')
  if (!env.TWILIO_API_KEY !== !env.TWILIO_API_SECRET)
    faults.push('TWILIO_API_KEY and TWILIO_API_SECRET belong together: set both or neither.')
  if (!env.TWILIO_FROM && !env.TWILIO_MESSAGING_SERVICE_SID)
    faults.push(
      'TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID is missing: say which number text messages come from.',
    )
  if (!env.SMS_COUNTRIES)
    faults.push('SMS_COUNTRIES is missing: name the countries whose numbers may subscribe, such as US,GB,PT.')
  return faults
}

/** How mail leaves; null where no relay is named. */
export function readEmail(value: Values): EmailConfig | null {
  if (!value.SMTP_URL) return null
  const from = value.MAIL_FROM ?? ''
  const relay = new URL(value.SMTP_URL).hostname
  const domain = value.MAIL_DOMAIN ?? from.slice(from.lastIndexOf('@') + 1)
  return {
    url: value.SMTP_URL,
    from,
    accountFrom: value.MAIL_ACCOUNT_FROM ?? from,
    domain,
    bounceDomain: value.MAIL_BOUNCE_DOMAIN ?? null,
    requireTls: !(LOOPBACK.test(relay) || value.SMTP_ALLOW_PLAINTEXT === 'yes'),
    connections: value.SMTP_CONNECTIONS,
    rate: value.SMTP_RATE ?? null,
    destinationRate: value.SMTP_DESTINATION_RATE ?? null,
    rampFrom: value.MAIL_RAMP_FROM ?? null,
    dkim: readDkim(value, domain),
  }
}

/** How text messages leave; null where no account is named. */
export function readSms(value: Values): SmsConfig | null {
  if (!value.TWILIO_ACCOUNT_SID) return null
  return {
    accountSid: value.TWILIO_ACCOUNT_SID,
    authTokens: [value.TWILIO_AUTH_TOKEN, value.TWILIO_AUTH_TOKEN_OLD].filter((token) => token !== undefined),
    apiKey: value.TWILIO_API_KEY ?? value.TWILIO_ACCOUNT_SID,
    apiSecret: value.TWILIO_API_SECRET ?? value.TWILIO_AUTH_TOKEN ?? '',
    from: value.TWILIO_FROM ?? null,
    messagingServiceSid: value.TWILIO_MESSAGING_SERVICE_SID ?? null,
    countries: value.SMS_COUNTRIES ?? [],
    apiUrl: value.TWILIO_API_URL ?? null,
    concurrency: value.SMS_CONCURRENCY,
    rate: value.SMS_RATE ?? null,
    dailyCap: value.SMS_DAILY_CAP ?? null,
  }
}

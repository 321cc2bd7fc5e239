import { z } from 'zod'
import { blank, count, domain, isCountry, LOOPBACK, origin, text } from './config/values.ts'

/**
 * The environment, parsed once into one frozen value. Every fault is one clear sentence, and all of
 * them are named at once: an operator should not have to start five times to learn five things.
 */
export interface Config {
  /** Origin of every absolute link, without a trailing slash. */
  publicUrl: string
  host: string
  port: number
  databaseUrl: string
  /** 32 bytes or more; everything that is signed or derived hangs on it. */
  secretKey: string
  /** How many proxies in front of us may be believed about the visitor's address. */
  trustedProxies: number
  logLevel: string
  email: EmailConfig | null
  sms: SmsConfig | null
}

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
}

export class ConfigFault extends Error {
  readonly faults: string[]
  constructor(faults: string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

const schema = z.object({
  PUBLIC_URL: z.preprocess(blank, origin),
  HOST: z.preprocess(blank, z.string().default('127.0.0.1')),
  PORT: count('PORT', 4321, 0, 65535),
  DATABASE_URL: z.preprocess(
    blank,
    z
      .string()
      .refine(
        (value) => !/^[a-z][a-z\d+.-]+:\/\//i.test(value) || /^(postgres(ql)?|sqlite|file):/.test(value),
        'DATABASE_URL must be the path of a file, or begin with postgres://.',
      )
      .default('data/candor.db'),
  ),
  SECRET_KEY: z.preprocess(
    blank,
    z
      .string({
        error:
          'SECRET_KEY is missing: 32 random characters or more, for instance from `openssl rand -base64 32`.',
      })
      .min(32, 'SECRET_KEY is too short: 32 random characters or more are needed.'),
  ),
  TRUSTED_PROXIES: count('TRUSTED_PROXIES', 0, 0, 10),
  LOG_LEVEL: z.preprocess(
    blank,
    z
      .enum(['debug', 'info', 'warn', 'error', 'silent'], {
        error: 'LOG_LEVEL must be debug, info, warn, error or silent.',
      })
      .default('info'),
  ),
  SMTP_URL: z.preprocess(
    blank,
    z
      .string()
      .refine(
        (value) => /^smtps?:\/\/[^\s/]+/.test(value) && URL.canParse(value),
        'SMTP_URL must look like smtp://user:password@relay.example.com:587.',
      )
      .optional(),
  ),
  MAIL_FROM: z.preprocess(blank, z.email('MAIL_FROM must be one mail address.').optional()),
  MAIL_ACCOUNT_FROM: z.preprocess(blank, z.email('MAIL_ACCOUNT_FROM must be one mail address.').optional()),
  MAIL_DOMAIN: domain('MAIL_DOMAIN'),
  MAIL_BOUNCE_DOMAIN: domain('MAIL_BOUNCE_DOMAIN'),
  SMTP_CONNECTIONS: count('SMTP_CONNECTIONS', 8, 1, 256),
  SMTP_ALLOW_PLAINTEXT: z.preprocess(
    blank,
    z.enum(['yes', 'no'], { error: 'SMTP_ALLOW_PLAINTEXT must be yes or no.' }).optional(),
  ),
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
})

/** Reads a whole environment. Throws a {@link ConfigFault} that names every fault in one sentence each. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = schema.safeParse(env)
  const wrong = parsed.error?.issues.map((issue) => issue.message) ?? []
  const faults = [...wrong, ...missingFor(env)]
  if (!parsed.success || faults.length) throw new ConfigFault(faults)
  const value = parsed.data
  return Object.freeze({
    publicUrl: value.PUBLIC_URL,
    host: value.HOST,
    port: value.PORT,
    databaseUrl: value.DATABASE_URL,
    secretKey: value.SECRET_KEY,
    trustedProxies: value.TRUSTED_PROXIES,
    logLevel: value.LOG_LEVEL,
    email: readEmail(value),
    sms: readSms(value),
  })
}

type Values = z.infer<typeof schema>

/** What a channel needs besides the variable that turns it on. */
function missingFor(env: Record<string, string | undefined>): string[] {
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

function readEmail(value: Values): EmailConfig | null {
  if (!value.SMTP_URL) return null
  const from = value.MAIL_FROM ?? ''
  const relay = new URL(value.SMTP_URL).hostname
  return {
    url: value.SMTP_URL,
    from,
    accountFrom: value.MAIL_ACCOUNT_FROM ?? from,
    domain: value.MAIL_DOMAIN ?? from.slice(from.lastIndexOf('@') + 1),
    bounceDomain: value.MAIL_BOUNCE_DOMAIN ?? null,
    requireTls: !(LOOPBACK.test(relay) || value.SMTP_ALLOW_PLAINTEXT === 'yes'),
    connections: value.SMTP_CONNECTIONS,
  }
}

function readSms(value: Values): SmsConfig | null {
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
  }
}

let current: Config | undefined

/** The configuration of this process, read from its environment at the first call. */
export function config(): Config {
  current ??= readConfig(process.env)
  return current
}

import { z } from 'zod'
import {
  type EmailConfig,
  missingFor,
  readEmail,
  readSms,
  type SmsConfig,
  smsFields,
} from './config/channels.ts'
import { dkimFields, missingForDkim } from './config/dkim.ts'
import * as out from './config/outgoing.ts'
import * as copy from './config/snapshot.ts'
import { blank, count, date, domain, folderOf, origin, rate, text, yes } from './config/values.ts'

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
  /** Where senders keep their journals. */
  journalDir: string
  /** Where a backup is put every day, and how many are kept; null: none is made. */
  backup: { folder: string; keep: number } | null
  /** What whoever hands us returned mails has to show; null: nobody may. */
  mailHookSecret: string | null
  snapshot: copy.SnapshotConfig | null
  email: EmailConfig | null
  sms: SmsConfig | null
  outgoing: out.OutgoingConfig | null
}

export type { EmailConfig, SmsConfig }

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
  BACKUP_DIR: text,
  BACKUP_KEEP: count('BACKUP_KEEP', 7, 1, 1000),
  ...copy.snapshotFields,
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
  MAIL_HOOK_SECRET: z.preprocess(
    blank,
    z
      .string()
      .regex(
        /^[\x21-\x7e]{32,512}$/,
        'MAIL_HOOK_SECRET must be 32 characters or more without spaces, such as `openssl rand -hex 32` gives.',
      )
      .optional(),
  ),
  ...dkimFields,
  SMTP_CONNECTIONS: count('SMTP_CONNECTIONS', 8, 1, 256),
  SMTP_RATE: rate('SMTP_RATE'),
  SMTP_DESTINATION_RATE: rate('SMTP_DESTINATION_RATE'),
  MAIL_RAMP_FROM: date('MAIL_RAMP_FROM'),
  JOURNAL_DIR: text,
  SMTP_ALLOW_PLAINTEXT: yes('SMTP_ALLOW_PLAINTEXT'),
  ...smsFields,
  ...out.outgoingFields,
})

/** Reads a whole environment. Throws a {@link ConfigFault} that names every fault in one sentence each. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = schema.safeParse(env)
  const wrong = parsed.error?.issues.map((issue) => issue.message) ?? []
  const faults = [
    ...wrong,
    ...missingFor(env),
    ...missingForDkim(env),
    ...out.missingForOutgoing(env),
    ...copy.missingForSnapshot(env),
  ]
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
    journalDir: value.JOURNAL_DIR ?? folderOf(value.DATABASE_URL),
    backup: value.BACKUP_DIR ? { folder: value.BACKUP_DIR, keep: value.BACKUP_KEEP } : null,
    mailHookSecret: value.MAIL_HOOK_SECRET ?? null,
    snapshot: copy.readSnapshot(value),
    email: readEmail(value),
    sms: readSms(value),
    outgoing: out.readOutgoing(value),
  })
}

export type Values = z.infer<typeof schema>

let current: Config | undefined

/** The configuration of this process, read from its environment at the first call. */
export function config(): Config {
  current ??= readConfig(process.env)
  return current
}

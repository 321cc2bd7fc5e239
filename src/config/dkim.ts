import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'
import type { Values } from '../config.ts'
import { blank, domain, text } from './values.ts'

/** Who signs our mail, where we do and not the relay (RFC 6376). The key in PEM, or the file that holds it. */
export interface DkimConfig {
  domain: string
  selector: string
  key: { pem: string } | { file: string }
}

export const dkimFields = {
  DKIM_DOMAIN: domain('DKIM_DOMAIN'),
  DKIM_SELECTOR: z.preprocess(
    blank,
    z
      .string()
      .regex(/^[a-z\d]([a-z\d.-]*[a-z\d])?$/i, 'DKIM_SELECTOR must be a name such as candor1.')
      .optional(),
  ),
  DKIM_PRIVATE_KEY: z.preprocess(
    blank,
    z
      .string()
      .transform((value) => value.replaceAll('\\n', '\n'))
      .refine(isRsa, 'DKIM_PRIVATE_KEY must be a private RSA key of 1,024 bits or more in PEM.')
      .optional(),
  ),
  DKIM_PRIVATE_KEY_FILE: text,
}

/** Whether this signs in a way that every receiver can verify. */
export function isRsa(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem)
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 1_024
  } catch {
    return false
  }
}

/** What signing needs besides the variable that turns it on. */
export function missingForDkim(env: Record<string, string | undefined>): string[] {
  const keys = [env.DKIM_PRIVATE_KEY, env.DKIM_PRIVATE_KEY_FILE].filter(Boolean).length
  if (!env.DKIM_SELECTOR)
    return keys
      ? ['DKIM_SELECTOR is missing: a key to sign with is set, so say under which name it is published.']
      : []
  return keys === 1
    ? []
    : ['DKIM_PRIVATE_KEY or DKIM_PRIVATE_KEY_FILE is needed, one of them: DKIM_SELECTOR is set.']
}

/** Null where the relay signs, or nobody. */
export function readDkim(value: Values, mailDomain: string): DkimConfig | null {
  if (!value.DKIM_SELECTOR) return null
  const key = value.DKIM_PRIVATE_KEY
    ? { pem: value.DKIM_PRIVATE_KEY }
    : { file: value.DKIM_PRIVATE_KEY_FILE ?? '' }
  return { domain: value.DKIM_DOMAIN ?? mailDomain, selector: value.DKIM_SELECTOR, key }
}

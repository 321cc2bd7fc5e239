import { z } from 'zod'
import type { Values } from '../config.ts'
import { blank, LOOPBACK, yes } from './values.ts'

/** What is posted to addresses that subscribers give: webhooks, Slack and the like. */
export interface OutgoingConfig {
  /** Hosts, or `host:port`, that may be posted to although they are not on the public internet. */
  allowed: string[]
}

export const outgoingFields = {
  OUTGOING_HTTP: yes('OUTGOING_HTTP'),
  OUTGOING_ALLOWED_HOSTS: z.preprocess(
    blank,
    z
      .string()
      .regex(
        /^[a-z\d.:[\]-]+(\s*,\s*[a-z\d.:[\]-]+)*$/i,
        'OUTGOING_ALLOWED_HOSTS must be hosts such as hooks.intra.example,127.0.0.1:8443.',
      )
      .transform((value) => value.toLowerCase().split(/\s*,\s*/))
      .optional(),
  ),
  OUTGOING_ALLOW_PRIVATE: yes('OUTGOING_ALLOW_PRIVATE'),
}

/** A page on the internet posts into its own network only when that has been said twice. */
export function missingForOutgoing(env: Record<string, string | undefined>): string[] {
  const here = LOOPBACK.test(URL.parse(env.PUBLIC_URL ?? '')?.hostname ?? '')
  return env.OUTGOING_ALLOWED_HOSTS && !here && env.OUTGOING_ALLOW_PRIVATE !== 'yes'
    ? [
        'OUTGOING_ALLOW_PRIVATE is missing: OUTGOING_ALLOWED_HOSTS lets subscribers post into your own network, so say yes to that.',
      ]
    : []
}

/** Null where nothing is posted anywhere. */
export function readOutgoing(value: Values): OutgoingConfig | null {
  return value.OUTGOING_HTTP === 'no' ? null : { allowed: value.OUTGOING_ALLOWED_HOSTS ?? [] }
}

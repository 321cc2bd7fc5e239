import { z } from 'zod'
import type { Values } from '../config.ts'
import { blank, LOOPBACK, text } from './values.ts'

export interface BucketConfig {
  /** Of the service and the bucket, perhaps with a folder in it: `https://s3.eu-west-1.amazonaws.com/bucket`. */
  url: string
  keyId: string
  secret: string
  region: string
}

/** Where the page is copied to at every change, so that it is read when we are down. */
export type SnapshotConfig = { folder: string } | BucketConfig

export const snapshotFields = {
  SNAPSHOT_DIR: text,
  SNAPSHOT_S3_URL: z.preprocess(
    blank,
    z
      .string()
      .refine((value) => {
        const url = URL.parse(value)
        const secure =
          url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
        return secure && url && /^\/[^/]+/.test(url.pathname) && !url.search && !url.username
      }, 'SNAPSHOT_S3_URL must be an https address with the bucket, such as https://s3.eu-west-1.amazonaws.com/bucket.')
      .optional(),
  ),
  SNAPSHOT_S3_KEY_ID: text,
  SNAPSHOT_S3_SECRET: text,
  SNAPSHOT_S3_REGION: text,
}

/** What a place for the copy needs besides the variable that names it. */
export function missingForSnapshot(env: Record<string, string | undefined>): string[] {
  if (!env.SNAPSHOT_S3_URL) return []
  if (env.SNAPSHOT_DIR) return ['SNAPSHOT_DIR and SNAPSHOT_S3_URL are both set: the copy has one place.']
  return env.SNAPSHOT_S3_KEY_ID && env.SNAPSHOT_S3_SECRET
    ? []
    : [
        'SNAPSHOT_S3_KEY_ID or SNAPSHOT_S3_SECRET is missing: SNAPSHOT_S3_URL is set, so say who may write there.',
      ]
}

/** Null where no copy is wanted. */
export function readSnapshot(value: Values): SnapshotConfig | null {
  if (value.SNAPSHOT_DIR) return { folder: value.SNAPSHOT_DIR }
  if (!value.SNAPSHOT_S3_URL) return null
  return {
    url: value.SNAPSHOT_S3_URL,
    keyId: value.SNAPSHOT_S3_KEY_ID ?? '',
    secret: value.SNAPSHOT_S3_SECRET ?? '',
    region: value.SNAPSHOT_S3_REGION ?? 'us-east-1',
  }
}

import type { Act } from '#src/subscribers/subscriber.ts'
import type { Db } from '../open.ts'

export interface Consent {
  at: number
  act: Act
  textVersion: string
  ipHash: string | null
  /** Where a consent was given that somebody vouches for. */
  evidence?: string | null
}

export async function insertConsent(db: Db, subscriberId: number, consent: Consent): Promise<void> {
  await db
    .insertInto('consents')
    .values({
      subscriber_id: subscriberId,
      at: consent.at,
      act: consent.act,
      text_version: consent.textVersion,
      ip_hash: consent.ipHash,
      evidence: consent.evidence ?? null,
    })
    .execute()
}

/** The evidence of one subscriber, oldest first. */
export async function listConsents(db: Db, subscriberId: number): Promise<Consent[]> {
  const rows = await db
    .selectFrom('consents')
    .selectAll()
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    at: row.at,
    act: row.act as Act,
    textVersion: row.text_version,
    ipHash: row.ip_hash,
    evidence: row.evidence,
  }))
}

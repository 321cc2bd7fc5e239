import type { Db } from '#db/open.ts'
import type { Town } from './town.ts'

/** What the product's own ledger says of one reader, for the account of a broken promise. */
export async function ledgerOf(db: Db, town: Town, reader: number): Promise<string> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['announcement_id', 'state', 'attempts', 'code', 'answer'])
    .where('subscriber_id', '=', town.idOf(reader))
    .orderBy('announcement_id')
    .execute()
  const lines = rows.map(({ announcement_id, state, attempts, code, answer }) =>
    [`announcement ${announcement_id} ${state} after ${attempts}`, code, answer].filter(Boolean).join(', '),
  )
  return lines.join('; ') || 'no delivery'
}

/**
 * Readers whom the product will not tell (failed, suppressed, expired, gone, quarantined, on the suppression list),
 * with why.
 */
export async function listGivenUp(db: Db, town: Town): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  const base = town.idOf(0)
  const failed = await db
    .selectFrom('deliveries')
    .select(['subscriber_id', 'state', 'code', 'answer'])
    .where('state', 'in', ['failed', 'suppressed', 'expired', 'cancelled'])
    .execute()
  for (const { subscriber_id, state, code, answer } of failed)
    found.set(Number(subscriber_id) - base, [state, code, answer].filter(Boolean).join(', '))
  const gone = await db
    .selectFrom('subscribers')
    .select(['id', 'ended_by', 'quarantined_until'])
    .where((eb) => eb.or([eb('ended_at', 'is not', null), eb('quarantined_until', 'is not', null)]))
    .execute()
  for (const { id, ended_by } of gone)
    found.set(Number(id) - base, ended_by ? `ended by ${ended_by}` : 'in quarantine')
  const suppressed = await db
    .selectFrom('suppressions as x')
    .innerJoin('subscribers as s', 's.address_hash', 'x.address_hash')
    .select(['s.id', 'x.reason'])
    .execute()
  for (const { id, reason } of suppressed) found.set(Number(id) - base, `suppressed: ${reason}`)
  return found
}

/** Attempts beyond the one that told somebody, and all those of whoever is not told yet. */
export async function attemptsCharged(db: Db): Promise<number> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['state', 'attempts'])
    .where('attempts', '>', 0)
    .execute()
  return rows.reduce((sum, { state, attempts }) => sum + attempts - (state === 'sent' ? 1 : 0), 0)
}

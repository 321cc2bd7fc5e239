import type { Db } from '../open.ts'
import type { AuditRow } from '../schema.ts'

export interface AuditEntry {
  at: number
  staff: { id: number | null; name: string | null }
  action: string
  object?: string
  /** No secrets, no full addresses. */
  detail?: Record<string, unknown>
}

/** Writes down who did what; part of the transaction that does it. */
export async function insertAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      at: entry.at,
      staff_id: entry.staff.id,
      staff_name: entry.staff.name,
      action: entry.action,
      object: entry.object ?? null,
      detail: entry.detail ? JSON.stringify(entry.detail) : null,
    })
    .execute()
}

/** The newest entries first. */
export function listAudit(db: Db, limit: number): Promise<AuditRow[]> {
  return db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit).execute()
}

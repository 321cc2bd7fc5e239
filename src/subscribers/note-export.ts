import type { Db } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import type { Manager } from './manage.ts'

/** Writes down that somebody takes addresses away, and by which fields they were chosen (never what was typed into them). */
export function noteExport(
  db: Db,
  { staff, now }: Manager,
  { format, by }: { format: string; by: string[] },
): Promise<void> {
  return insertAudit(db, { at: now, staff, action: 'subscribers.export', detail: { name: format, by } })
}

/** And how many there were, when the last of them has left or nobody wanted more. */
export function noteExported(db: Db, { staff, now }: Manager, rows: number): Promise<void> {
  return insertAudit(db, { at: now, staff, action: 'subscribers.exported', detail: { name: `${rows} rows` } })
}

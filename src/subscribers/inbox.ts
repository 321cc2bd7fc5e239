import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findText, markText, type TextRow } from '#db/queries/texts.ts'
import { Refusal } from '#src/refusal.ts'
import { stopNumber } from './carrier-stop.ts'

export interface Reader {
  staff: { id: number; name: string }
  now: number
}

/** Marks a text as read, and as answered when somebody has. Throws a {@link Refusal} when it is not there. */
export async function readText(
  db: Db,
  id: number,
  { answered }: { answered: boolean },
  { staff, now }: Reader,
): Promise<void> {
  await textOf(db, id)
  await markText(db, id, { by: staff.name, at: now, answered })
}

/**
 * Takes a text for what its words mean: whoever sent it wants no more, although they did not write STOP (S6). From the
 * commit on nothing goes there. Throws a {@link Refusal} when it is not there.
 */
export function treatAsStop(db: Db, id: number, { staff, now }: Reader): Promise<void> {
  return transact(db, async (tx) => {
    const text = await textOf(tx, id)
    await stopNumber(tx, text.sender, now)
    await markText(tx, id, { by: staff.name, at: now, answered: true })
    await insertAudit(tx, { at: now, staff, action: 'text.stop', object: String(id) })
  })
}

async function textOf(db: Db, id: number): Promise<TextRow> {
  const text = await findText(db, id)
  if (!text)
    throw new Refusal('not_found', { form: 'There is no such text any more; texts are kept for 90 days.' })
  return text
}

import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { moveImport } from '#db/queries/subscriber-imports.ts'
import type { TypedFields } from '#src/fields.ts'
import { Refusal } from '#src/refusal.ts'
import { refuseUnknownChoices } from '../choices.ts'
import type { Manager } from '../manage.ts'
import type { Guess } from './columns.ts'
import { readCounts } from './counts.ts'
import { stands } from './keep.ts'
import { readSettings, type Settings } from './settings.ts'

/** What is known of a list before anybody has said how to read it. */
export interface Look {
  width: number
  guess: Guess
}

/**
 * Says how a list is to be read and what holds for everybody in it, and has it checked: a run that changes nothing. May be
 * said again until it is started. `mayVouch`: only then may somebody say that these people have agreed already. Throws a
 * {@link Refusal}.
 */
export async function checkImport(
  db: Db,
  id: number,
  typed: TypedFields,
  by: Manager & { mayVouch: boolean },
): Promise<void> {
  await transact(db, async (tx) => {
    const one = await stands(tx, id)
    if (one.state !== 'new' && one.state !== 'checked')
      throw new Refusal('conflict', {
        form: 'This list is at work, or over: it cannot be read in another way now.',
      })
    const settings = readSettings(typed, (JSON.parse(one.columns) as Look).width, by.now)
    if (settings.voucher && !by.mayVouch)
      throw new Refusal('forbidden', {
        consent: 'Only an admin may vouch for a consent. You may have everybody asked by mail.',
      })
    await refuseUnknownChoices(tx, settings.choices)
    await moveImport(tx, one, {
      ...ANEW,
      state: 'checking',
      settings: JSON.stringify(settings),
      turn_at: by.now,
    })
  })
}

/** Reads a list in that has been checked. Throws a {@link Refusal}: not checked, nobody to add, or vouched for by one who may not. */
export async function startImport(db: Db, id: number, by: Manager & { mayVouch: boolean }): Promise<void> {
  await transact(db, async (tx) => {
    const one = await stands(tx, id)
    if (one.state !== 'checked')
      throw new Refusal('conflict', { form: 'This list has not been checked, or has been started already.' })
    const settings: Settings = JSON.parse(one.settings ?? '')
    if (settings.voucher && !by.mayVouch)
      throw new Refusal('forbidden', { form: 'Only an admin may vouch for the consent of a list.' })
    const { added, asked } = readCounts(one.said)
    if (added + asked === 0) throw new Refusal('conflict', { form: 'Nobody in this list would be new.' })
    await moveImport(tx, one, { ...ANEW, state: 'running', started_at: by.now, turn_at: by.now })
    await insertAudit(tx, {
      at: by.now,
      staff: by.staff,
      action: 'subscribers.import',
      object: String(id),
      detail: { name: one.file, added, asked, evidence: settings.voucher?.evidence ?? null },
    })
  })
}

/** From the beginning of the file. */
const ANEW = { read_bytes: 0, line: 0, counts: '{}' }

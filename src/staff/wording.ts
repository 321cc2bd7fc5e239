import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { insertLetter } from '#db/queries/letters.ts'
import { findPage } from '#db/queries/page.ts'
import { deleteWordingRow, keepWordingRow, listWordings } from '#db/queries/wordings.ts'
import { config } from '#src/config.ts'
import type { TypedFields } from '#src/fields.ts'
import { newId } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'
import { take } from '#src/throttle.ts'
import { readWording, type Typing } from '#src/wording/read.ts'
import { PARTS, templatesFor, wordingOf } from '#src/wording/wording.ts'
import type { Member } from './roles.ts'

/** Tests that one member may send themselves. */
const TESTS = { limit: 20, windowMs: 3_600_000 }

/** Reads what was typed as the page would say it now; see {@link readWording}. */
export async function wordingTyped(db: Db, typed: TypedFields): Promise<Typing> {
  const page = await findPage(db)
  return readWording(typed, { pageName: page?.name ?? '', publicUrl: config().publicUrl })
}

/**
 * Keeps what staff say in messages about one kind of post in one language; a part left empty is said in our own words
 * again. A template that could not be sent is refused, and then nothing is kept. Holds from the next message on.
 */
export async function keepWording(
  db: Db,
  typed: TypedFields,
  by: Member,
  now: number,
): Promise<{ kind: string; language: string }> {
  const { kind, language, templates } = await wordingTyped(db, typed)
  await transact(db, async (tx) => {
    const before = templatesFor(wordingOf(await listWordings(tx)), kind, language)
    const changed = PARTS.filter((part) => before[part] !== templates[part])
    for (const part of changed) {
      const row = { kind, language, part }
      const template = templates[part]
      if (template === undefined) await deleteWordingRow(tx, row)
      else await keepWordingRow(tx, { ...row, template, at: now, staff_id: by.id })
    }
    const detail = { name: `${kind}, ${language}`, changed }
    if (changed.length) await insertAudit(tx, { at: now, staff: by, action: 'wording.keep', detail })
  })
  return { kind, language }
}

/**
 * Writes a test letter with the words as typed to the member who asks, and to nobody else; it leaves by the same way as
 * every mail. At most 20 an hour.
 */
export async function rehearseWording(
  db: Db,
  typed: TypedFields,
  by: Member,
  now: number,
): Promise<{ email: string }> {
  const { kind, language, templates, moment } = await wordingTyped(db, typed)
  await transact(db, async (tx) => {
    if (!(await take(tx, 'rehearsal', String(by.id), TESTS, now)))
      throw new Refusal('limited', {
        form: 'You have sent yourself 20 tests within an hour. Look at the preview until then.',
      })
    await insertLetter(tx, {
      key: `rehearsal:${newId()}`,
      occasion: 'rehearsal',
      channel: 'email',
      subscriberId: 0,
      letter: { staffId: by.id, kind, language, templates, moment },
      createdBy: by.id,
      now,
    })
  })
  return { email: by.email }
}

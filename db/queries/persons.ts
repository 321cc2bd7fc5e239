import type { Subscriber } from '#src/subscribers/subscriber.ts'
import type { Db } from '../open.ts'
import { toSubscriber } from './whole-subscribers.ts'

/** The confirmed subscribers of one person besides this one, gone ones not among them. */
export async function listOthersOf(db: Db, { id, personId }: Subscriber): Promise<Subscriber[]> {
  const root = personId ?? id
  const rows = await db
    .selectFrom('subscribers')
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', root), eb('person_id', '=', root)]))
    .where('id', '!=', id)
    .where('confirmed_at', 'is not', null)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute()
  return Promise.all(rows.map((row) => toSubscriber(db, row)))
}

/** Notes by which form an address was confirmed, and makes all that were confirmed by it one person's. */
export async function joinByForm(db: Db, { id, personId }: Subscriber, form: string): Promise<void> {
  await db.updateTable('subscribers').set({ form }).where('id', '=', id).execute()
  const others = await db
    .selectFrom('subscribers')
    .select(['id', 'person_id'])
    .where('form', '=', form)
    .where('id', '!=', id)
    .execute()
  const root = personId ?? id
  for (const other of others) {
    const theirs = other.person_id ?? other.id
    if (theirs === root) continue
    await db
      .updateTable('subscribers')
      .set({ person_id: root })
      .where((eb) => eb.or([eb('id', '=', theirs), eb('person_id', '=', theirs)]))
      .execute()
  }
}

/** Another of the same person takes the place of one that goes away. */
export async function handOnPerson(db: Db, id: number): Promise<void> {
  const next = await db
    .selectFrom('subscribers')
    .select('id')
    .where('person_id', '=', id)
    .orderBy('id')
    .executeTakeFirst()
  if (!next) return
  await db.updateTable('subscribers').set({ person_id: next.id }).where('person_id', '=', id).execute()
  await db.updateTable('subscribers').set({ person_id: null }).where('id', '=', next.id).execute()
}

import { randomInt } from 'node:crypto'
import type { Insertable, Updateable } from 'kysely'
import type { Db } from '../open.ts'
import type { PageRow, PageTable } from '../schema.ts'

/** The page's own row; undefined before it was set up. */
export function findPage(db: Db): Promise<PageRow | undefined> {
  return db.selectFrom('page').selectAll().executeTakeFirst()
}

export async function insertPage(db: Db, page: Omit<Insertable<PageTable>, 'id'>): Promise<void> {
  await db
    .insertInto('page')
    .values({ id: 1, public_id: publicId(), ...page })
    .execute()
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** An id as programs of the field know pages by. */
function publicId(): string {
  return Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

export async function updatePage(db: Db, changes: Updateable<PageTable>): Promise<void> {
  await db.updateTable('page').set(changes).where('id', '=', 1).execute()
}

import type { Db } from '../open.ts'

/** Keeps a picture under a name that says what is in it; the same one twice is kept once. */
export async function keepPicture(db: Db, name: string, body: Buffer, at: number): Promise<void> {
  await db
    .insertInto('pictures')
    .values({ name, body, at })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

/** What is in a picture; undefined when there is none of this name. */
export async function findPicture(db: Db, name: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('pictures').select('body').where('name', '=', name).executeTakeFirst()
  return row?.body
}

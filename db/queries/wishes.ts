import type { Wish } from '#src/subscribers/subscriber.ts'
import type { Db } from '../open.ts'

/** What was asked for with a confirmation, as its letter keeps it; undefined when that keeps nothing. */
export async function findWish(db: Db, key: string): Promise<Wish | undefined> {
  const letter = await findLetter(db, key)
  if (!letter?.kinds || !letter.components) return undefined
  const { kinds, components, leastImpact = 'none', name = null, language = 'en' } = letter
  const { timeZone = null, follow = null, form = null, also = null } = letter
  return { kinds, components, leastImpact, name, language, timeZone, follow, form, also }
}

/** What an account letter is about; undefined when there was none under this key, or it was cleared. */
export async function findLetter(
  db: Db,
  key: string,
): Promise<(Partial<Wish> & { nonce?: string; opens?: 'page' }) | undefined> {
  const row = await db.selectFrom('announcements').select('letter').where('key', '=', key).executeTakeFirst()
  return row?.letter ? JSON.parse(row.letter) : undefined
}

/** Empties the letters of a subscriber: nothing of what they asked for stays. Their keys name a number only. */
export async function clearLetters(db: Db, subscriberId: number): Promise<void> {
  for (const occasion of ['confirm', 'code', 'link', 'move', 'goodbye'])
    await db
      .updateTable('announcements')
      .set({ letter: '{}' })
      .where('key', '>', `${occasion}:${subscriberId}:`)
      .where('key', '<', `${occasion}:${subscriberId};`)
      .execute()
}

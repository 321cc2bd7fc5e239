import type { Insertable, Updateable } from 'kysely'
import type { Alarm } from '#src/monitors/alarm.ts'
import type { Db } from '../open.ts'
import type { AlarmRow, AlarmTable } from '../schema.ts'

/** How one trouble stands, with what the monitor said of it. */
export interface Standing extends Omit<AlarmRow, 'told' | 'state'> {
  state: Alarm['state']
  told: Alarm
}

const standing = (row: AlarmRow): Standing => ({
  ...row,
  state: row.state as Alarm['state'],
  told: JSON.parse(row.told),
})

export async function findStanding(db: Db, hookId: string, key: string): Promise<Standing | undefined> {
  const row = await db
    .selectFrom('alarms')
    .selectAll()
    .where('hook_id', '=', hookId)
    .where('key', '=', key)
    .executeTakeFirst()
  return row && standing(row)
}

export async function findStandingById(db: Db, id: number): Promise<Standing | undefined> {
  const row = await db.selectFrom('alarms').selectAll().where('id', '=', id).executeTakeFirst()
  return row && standing(row)
}

export async function insertStanding(db: Db, row: Insertable<AlarmTable>): Promise<Standing> {
  return standing(await db.insertInto('alarms').values(row).returningAll().executeTakeFirstOrThrow())
}

export async function updateStanding(db: Db, id: number, changes: Updateable<AlarmTable>): Promise<void> {
  await db.updateTable('alarms').set(changes).where('id', '=', id).execute()
}

/** What the clock has to do now, the longest due first. */
export function listDue(db: Db, now: number): Promise<{ id: number; hook_id: string }[]> {
  return db
    .selectFrom('alarms')
    .select(['id', 'hook_id'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(500)
    .execute()
}

/** An alarm of a rule whose incident is open, or whose draft nobody has taken up. */
export async function findCompanion(db: Db, ruleId: string, notId: number): Promise<Standing | undefined> {
  const row = await db
    .selectFrom('alarms as a')
    .leftJoin('posts as p', 'p.id', 'a.post_id')
    .leftJoin('drafts as d', 'd.id', 'a.draft_id')
    .selectAll('a')
    .where('a.rule_id', '=', ruleId)
    .where('a.id', '!=', notId)
    .where((eb) =>
      eb.or([
        eb.and([eb('p.id', 'is not', null), eb('p.ended_at', 'is', null)]),
        eb.and([eb('a.post_id', 'is', null), eb('d.id', 'is not', null)]),
      ]),
    )
    .orderBy('a.post_id', 'desc')
    .orderBy('a.id', 'desc')
    .executeTakeFirst()
  return row && standing(row)
}

/** How many other alarms of the same incident fire. */
export async function countFiring(db: Db, postId: string, notId: number): Promise<number> {
  const row = await db
    .selectFrom('alarms')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('post_id', '=', postId)
    .where('state', '=', 'firing')
    .where('id', '!=', notId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** How many drafts of a hook nobody has taken up. */
export async function countHookDrafts(db: Db, hookId: string): Promise<number> {
  const row = await db
    .selectFrom('alarms as a')
    .innerJoin('drafts as d', 'd.id', 'a.draft_id')
    .select((eb) => eb.fn.count('d.id').distinct().as('count'))
    .where('a.hook_id', '=', hookId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Whether anything of a post was written by somebody else than by one of our hooks. */
export async function hasOthersWords(db: Db, postId: string): Promise<boolean> {
  const row = await db
    .selectFrom('updates as u')
    .leftJoin('revisions as r', 'r.update_id', 'u.id')
    .select('u.id')
    .where('u.post_id', '=', postId)
    .where((eb) =>
      eb.or([
        eb('u.form_key', 'is', null),
        eb('u.form_key', 'not like', 'alarm:%'),
        eb('r.id', 'is not', null),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The newest telling about a post: when it was decided, and what was then said of the post. */
export async function lastTelling(
  db: Db,
  postId: string,
): Promise<{ at: number; state: string } | undefined> {
  return db
    .selectFrom('announcements as a')
    .innerJoin('updates as u', 'u.id', 'a.update_id')
    .select(['a.created_at as at', 'u.state'])
    .where('a.post_id', '=', postId)
    .orderBy('u.seq', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Forgets alarms of which nothing was heard since, and that wait for nothing. */
export async function deleteOldStandings(db: Db, before: number): Promise<void> {
  await db.deleteFrom('alarms').where('heard_at', '<', before).where('due_at', 'is', null).execute()
}

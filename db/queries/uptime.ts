import { sql } from 'kysely'
import { KINDS, type Kind, type State } from '#src/posts/kinds.ts'
import type { Status } from '#src/status/component.ts'
import type { Cause, Closed, Statement } from '#src/status/uptime.ts'
import type { Db } from '../open.ts'

/** What is known of components over a time, by component. */
export interface Histories {
  statements: Map<string, Statement[]>
  closed: Map<string, Closed[]>
}

interface Said {
  component_id: string
  at: number
  status: string
  post_id: string | null
  kind: string | null
  state: string | null
  ended_at: number | null
  filed_at: number | null
}

/**
 * What was said of components in `[from, to)`, in order, each list beginning with what held at `from`; and the windows of
 * closures that reach into that time. Of all components, or of one.
 */
export async function listHistories(
  db: Db,
  { from, to, componentId }: { from: number; to: number; componentId?: string },
): Promise<Histories> {
  const [before, during, closures] = await Promise.all([
    lastBefore(db, from, componentId),
    saidDuring(db, from, to, componentId),
    windowsOf(db, from, to, componentId),
  ])
  const statements = new Map<string, Statement[]>()
  for (const said of [...before, ...during]) put(statements, said.component_id, statementOf(said))
  const closed = new Map<string, Closed[]>()
  for (const { component_id, ...one } of closures) put(closed, component_id, one)
  return { statements, closed }
}

/** Writes down what is said of a component outside of any update, in the transaction that changes its status. */
export async function noteStatus(
  db: Db,
  said: { componentId: string; oldStatus: Status; status: Status; at: number },
  by: { id: number | null; name: string | null } = { id: null, name: null },
): Promise<void> {
  const { componentId: component_id, oldStatus: old_status, status, at } = said
  await db
    .insertInto('status_changes')
    .values({ component_id, old_status, status, at, staff_id: by.id, staff_name: by.name })
    .execute()
}

/** When a component was first spoken of; undefined: never. */
export async function firstSaid(db: Db, componentId: string): Promise<number | undefined> {
  const { rows } = await sql<{ at: number | null }>`
    select min(at) as at from (
      select min(at) as at from update_components where component_id = ${componentId}
      union all select min(at) from status_changes where component_id = ${componentId}) as said`.execute(db)
  return rows[0]?.at == null ? undefined : Number(rows[0].at)
}

const POST = sql.raw('p.id as post_id, p.kind, p.state, p.ended_at, p.filed_at')
const NO_POST = sql.raw('null as post_id, null as kind, null as state, null as ended_at, null as filed_at')

async function saidDuring(db: Db, from: number, to: number, componentId?: string): Promise<Said[]> {
  const only = (column: string) =>
    componentId === undefined ? sql`` : sql`and ${sql.ref(column)} = ${componentId}`
  const during = sql`uc.at >= ${from} and uc.at < ${to} ${only('uc.component_id')}`
  // Which post says that all is well again is asked by nobody.
  const { rows } = await sql<Said>`
    select uc.component_id, uc.at, uc.status, u.seq, ${POST}
    from update_components uc join updates u on u.id = uc.update_id join posts p on p.id = u.post_id
    where uc.status <> 'operational' and ${during}
    union all
    select uc.component_id, uc.at, uc.status, 0 as seq, ${NO_POST}
    from update_components uc where uc.status = 'operational' and ${during}
    union all
    select component_id, at, status, id as seq, ${NO_POST}
    from status_changes where at >= ${from} and at < ${to} ${only('component_id')}
    order by 2, 4`.execute(db)
  return rows
}

/** The last word about each component before an instant. SQLite takes tables that are cross joined in this order. */
async function lastBefore(db: Db, at: number, componentId?: string): Promise<Said[]> {
  const only = componentId === undefined ? sql`c.archived_at is null` : sql`c.id = ${componentId}`
  const { rows } = await sql<Said>`
    select last.component_id, last.at, last.status, last.update_id, ${POST} from (
      select c.id as component_id, uc.at, uc.status, uc.update_id
      from components c cross join update_components uc
      where uc.component_id = c.id and uc.update_id = (
        select update_id from update_components where component_id = c.id and at < ${at} order by at desc limit 1)
      and ${only}) as last
    join updates u on u.id = last.update_id join posts p on p.id = u.post_id
    union all
    select c.id, s.at, s.status, null, ${NO_POST}
    from components c cross join status_changes s where s.id = (
      select id from status_changes where component_id = c.id and at < ${at} order by at desc, id desc limit 1) and ${only}
    order by 2`.execute(db)
  return rows
}

/** A closure is in force from when it was begun, by hand or by the clock, until it was ended in one of these ways. */
async function windowsOf(
  db: Db,
  from: number,
  to: number,
  componentId?: string,
): Promise<({ component_id: string } & Closed)[]> {
  const only = componentId === undefined ? sql`` : sql`and pc.component_id = ${componentId}`
  const { rows } = await sql<ClosureSaid>`
    select pc.component_id, p.starts_at, p.ends_at, p.starts_by_hand, p.ends_by_hand, ${POST},
      (select min(u.published_at) from updates u where u.post_id = p.id and u.state = 'in_progress') as begun_at
    from (
      select * from posts where kind = 'closure' and filed_at > ${from}
      union all select * from posts where kind = 'closure' and filed_at is null) as p
    join post_components pc on pc.post_id = p.id
    where p.starts_at < ${to} and p.state <> 'cancelled' and p.keeps_status = 0 ${only}
    order by p.starts_at`.execute(db)
  return rows.flatMap((row) => {
    const begun = row.begun_at ?? (row.starts_by_hand ? null : row.starts_at)
    if (begun === null) return []
    const due = row.ends_by_hand ? Number.MAX_SAFE_INTEGER : Number(row.ends_at)
    const ended = numeric(row.ended_at) ?? due
    const closed: Closed = {
      from: Math.min(Number(begun), row.starts_by_hand ? Number(begun) : Number(row.starts_at)),
      to: row.ends_by_hand ? ended : Math.min(due, ended),
      post: { id: row.post_id ?? '', kind: 'closure', filedAt: numeric(row.filed_at) },
    }
    return [{ component_id: row.component_id, ...closed }]
  })
}

interface ClosureSaid extends Omit<Said, 'at' | 'status'> {
  starts_at: number
  ends_at: number
  starts_by_hand: number
  ends_by_hand: number
  begun_at: number | null
}

function statementOf({ at, status, post_id, kind, state, ended_at, filed_at }: Said): Statement {
  const post: Cause | null =
    post_id === null ? null : { id: post_id, kind: kind ?? '', filedAt: numeric(filed_at) }
  // What is said at the end or after it, such as “back to normal”, outlives its post; a record that breaks off does not.
  const whole = kind !== null && KINDS[kind as Kind].ends.includes(state as State)
  const until = ended_at === null || (whole && Number(at) >= Number(ended_at)) ? null : Number(ended_at)
  return { at: Number(at), status: status as Status, until, post }
}

const numeric = (value: number | null) => (value === null ? null : Number(value))

function put<One>(lists: Map<string, One[]>, key: string, one: One): void {
  const list = lists.get(key)
  if (list) list.push(one)
  else lists.set(key, [one])
}

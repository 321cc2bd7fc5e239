import { readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { sql } from 'kysely'
import { type Db, engineOf, takeTurns, transact } from './open.ts'
import { deleteService, readService, writeService } from './queries/service.ts'

/** Where a database lives. */
export interface Home {
  /** What a copy has not: the file's number and birth, or the server's and database's own numbers. */
  body: string
  path: string
  /** The machine by its name and by its start: a container that begins anew changes the first and keeps the second. */
  host: string
  boot: string
  /** Whether the last sender left in good order. */
  left: boolean
}

/** The database is a copy of one that lives elsewhere; the message says what to do. */
export class HomeFault extends Error {}

/**
 * Whether a database is at home here. `home`: it is, or has none yet. `back`: another file stands in its place, or it woke
 * on another machine without having been left: it was put back from a copy. `copy`: it is one, of a database elsewhere.
 */
export function judgeHome(kept: Home | undefined, here: Home): 'home' | 'back' | 'copy' {
  if (!kept) return 'home'
  const sameMachine = kept.host === here.host || (kept.boot !== '' && kept.boot === here.boot)
  if (kept.body === here.body) return sameMachine || kept.left || here.path === '' ? 'home' : 'back'
  return here.path === '' || (sameMachine && kept.path === here.path) ? 'back' : 'copy'
}

/** Throws a {@link HomeFault} when this database is a copy that nobody has said may be used. Changes nothing. */
export async function refuseCopy(db: Db): Promise<void> {
  const kept = await readService<Home>(db, 'home')
  if (judgeHome(kept?.value, await homeOf(db)) === 'copy') throw copied(kept?.value.path, kept?.value.host)
}

/**
 * A sender moves in: from now on this is where the database lives. One that was put back is marked as restored. Throws a
 * {@link HomeFault} for a copy: two senders on two copies would tell everybody twice.
 */
export async function moveIn(db: Db, now: number): Promise<void> {
  const here = await homeOf(db)
  await transact(db, async (tx) => {
    await takeTurns(tx, 'home')
    const kept = await readService<Home>(tx, 'home')
    const verdict = judgeHome(kept?.value, here)
    if (verdict === 'copy') throw copied(kept?.value.path, kept?.value.host)
    if (verdict === 'back') await writeService(tx, 'restored', true, now)
    await writeService(tx, 'home', here, now)
  })
}

/** The last sender leaves in good order: the database may be carried to another machine. */
export async function leaveHome(db: Db, now: number): Promise<void> {
  const kept = await readService<Home>(db, 'home')
  if (kept) await writeService(db, 'home', { ...kept.value, left: true }, now)
}

/** Somebody says that this copy is the database from now on; what runs in it wakes up paused. */
export async function adopt(db: Db, now: number): Promise<void> {
  await transact(db, async (tx) => {
    await deleteService(tx, 'home')
    await writeService(tx, 'restored', true, now)
  })
}

async function homeOf(db: Db): Promise<Home> {
  const path = await engineOf(db).pathOf(db)
  const machine = { host: hostname(), boot: bootId(), left: false }
  if (path === '') return { body: await serverBody(db), path, ...machine }
  const { ino, birthtimeMs } = statSync(path)
  return { body: `${ino}:${Math.floor(birthtimeMs)}`, path: resolve(path), ...machine }
}

/** The same on a server and its replicas, another after pg_restore or for a database made from a template. */
async function serverBody(db: Db): Promise<string> {
  const { rows } = await sql<{ body: string }>`
    select (select system_identifier from pg_control_system()) || ':' || oid as body
    from pg_database where datname = current_database()`.execute(db)
  return rows[0]?.body ?? ''
}

/** Empty where the system does not say it. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

function copied(path = '', host = ''): HomeFault {
  return new HomeFault(
    `This database is a copy of ${path} on ${host}: two senders on two copies would tell everybody twice. If this one is to take its place, stop the other for good and run npm run restore -- --adopt.`,
  )
}

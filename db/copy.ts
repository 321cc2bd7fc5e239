import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'

/** Pages copied before others get their turn: a millisecond or two. */
const PAGES_A_STEP = 256

/**
 * Copies an SQLite database that is in use, as it is at this moment, checks the copy and gives it its name only then.
 * Writers are not held up: the copy reads one state from beginning to end. Throws when the copy is not whole.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const part = `${to}.part-${process.pid}`
  const source = new Sqlite(from, { readonly: true, fileMustExist: true })
  try {
    // An open reader holds its state: otherwise each foreign commit would make the copy begin anew.
    source.exec('begin')
    source.prepare('select count(*) from sqlite_schema').get()
    await source.backup(part, { progress: () => PAGES_A_STEP })
    expectWhole(part)
    sync(part)
    renameSync(part, to)
    sync(dirname(to))
  } finally {
    source.close()
    for (const left of [part, `${part}-wal`, `${part}-shm`, `${part}-journal`]) rmSync(left, { force: true })
  }
}

/** Throws, saying what is wrong, unless a file is a whole SQLite database. */
export function expectWhole(path: string): void {
  const file = new Sqlite(path, { fileMustExist: true })
  try {
    const faults = file.pragma('integrity_check(10)') as { integrity_check: string }[]
    const first = faults[0]?.integrity_check
    if (first !== 'ok') throw new Error(`${path} is damaged: ${first}`)
  } finally {
    file.close()
  }
}

/** Makes a file, or the names in a folder, survive a power cut. */
export function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

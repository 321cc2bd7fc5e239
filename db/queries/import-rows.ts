import { sql } from 'kysely'
import { type Db, engineOf } from '../open.ts'

/** Adds text to an import; `start` and `size` in bytes. */
export async function insertPiece(
  db: Db,
  piece: { import_id: number; start: number; size: number; text: string },
): Promise<void> {
  await db.insertInto('import_pieces').values(piece).execute()
}

/** The text from a byte on, at least so many bytes of it, unless it ends before. */
export async function readText(db: Db, id: number, from: number, least: number): Promise<Buffer> {
  const begin = await db
    .selectFrom('import_pieces')
    .select((eb) => eb.fn.max('start').as('start'))
    .where('import_id', '=', id)
    .where('start', '<=', from)
    .executeTakeFirst()
  const start = Number(begin?.start ?? 0)
  const rows = await db
    .selectFrom('import_pieces')
    .select('text')
    .where('import_id', '=', id)
    .where('start', '>=', start)
    .where('start', '<', from + least)
    .orderBy('start')
    .execute()
  return Buffer.from(rows.map(({ text }) => text).join('')).subarray(from - start)
}

/** Forgets some of what an import was made of. Returns whether there may be more. */
export async function clearImport(tx: Db, id: number, limit: number): Promise<boolean> {
  if (await clearSeen(tx, id, limit)) return true
  const pieces = await tx
    .deleteFrom('import_pieces')
    .where('import_id', '=', id)
    .where('start', 'in', (eb) =>
      eb.selectFrom('import_pieces').select('start').where('import_id', '=', id).limit(PIECES),
    )
    .executeTakeFirst()
  return Number(pieces.numDeletedRows) >= PIECES
}

/** Forgets some of those whom a check has met. Returns whether there was anybody. */
export async function clearSeen(tx: Db, id: number, limit: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('import_seen')
    .where('import_id', '=', id)
    .where('hash', 'in', (eb) =>
      eb.selectFrom('import_seen').select('hash').where('import_id', '=', id).orderBy('hash').limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows) > 0
}

/** Forgets some of what is wrong with lines. Returns whether there was anything. */
export async function clearProblems(tx: Db, id: number, limit: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('import_problems')
    .where('import_id', '=', id)
    .where('line', 'in', (eb) =>
      eb
        .selectFrom('import_problems')
        .select('line')
        .where('import_id', '=', id)
        .orderBy('line')
        .limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows) > 0
}

/** Some half a megabyte. */
const PIECES = 8

/** The lines, from one to another, of which this problem is noted. */
export async function linesNoted(
  db: Db,
  id: number,
  { problem, from, to }: { problem: string; from: number; to: number },
): Promise<Set<number>> {
  const rows = await db
    .selectFrom('import_problems')
    .select('line')
    .where('import_id', '=', id)
    .where('line', '>=', from)
    .where('line', '<=', to)
    .where('problem', '=', problem)
    .execute()
  return new Set(rows.map(({ line }) => line))
}

/** Of these hashes those that this check has met already; the others are noted as met. */
export async function meetHashes(tx: Db, id: number, hashes: string[]): Promise<Set<string>> {
  if (!hashes.length) return new Set()
  const rows = engineOf(tx).rowsOf(JSON.stringify(hashes.map((hash) => [hash])), { hash: 'text' })
  const { rows: fresh } = await sql<{ hash: string }>`insert into import_seen (import_id, hash)
    select ${sql.lit(id)}, hash from ${rows} as list where true order by hash
    on conflict do nothing returning hash`.execute(tx)
  const first = new Set(fresh.map(({ hash }) => hash))
  return new Set(hashes.filter((hash) => !first.has(hash)))
}

/** Notes what is wrong with lines; a line has one problem. */
export async function noteProblems(
  tx: Db,
  id: number,
  problems: { line: number; problem: string }[],
): Promise<void> {
  if (!problems.length) return
  await tx
    .insertInto('import_problems')
    .values(problems.map((one) => ({ import_id: id, ...one })))
    .onConflict((oc) => oc.columns(['import_id', 'line']).doNothing())
    .execute()
}

export function listProblems(
  db: Db,
  id: number,
  { after = 0, limit }: { after?: number; limit: number },
): Promise<{ line: number; problem: string }[]> {
  return db
    .selectFrom('import_problems')
    .select(['line', 'problem'])
    .where('import_id', '=', id)
    .where('line', '>', after)
    .orderBy('line')
    .limit(limit)
    .execute()
}

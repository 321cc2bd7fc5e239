/**
 * What keeps the database from doing its work, told apart by what the drivers say: `busy` (somebody holds it longer than we
 * wait), `full` (no room on the disk), `disk` (it cannot be written), `away` (the server cannot be reached).
 */
export type Trouble = 'busy' | 'full' | 'disk' | 'away'

/** SQLSTATE and the codes of SQLite and of sockets, by how they begin. */
const CODES: [RegExp, Trouble][] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'busy'],
  [/^SQLITE_FULL/, 'full'],
  [/^SQLITE_(IOERR|READONLY|CANTOPEN)/, 'disk'],
  [/^(55P03|57014|40001|40P01)$/, 'busy'],
  [/^(53100)$/, 'full'],
  [/^(58030|25006|XX001|XX002)$/, 'disk'],
  [/^(08...|57P0.|53[23]00|25P0[34])$/, 'away'],
  [/^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/, 'away'],
]
/** What the driver of PostgreSQL throws without a code. */
const WORDS =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed)/

/** The trouble that an error tells of, or null when it is none of the database's. */
export function troubleOf(error: unknown): Trouble | null {
  if (!(error instanceof Error)) return null
  const { code } = error as NodeJS.ErrnoException
  const known = CODES.find(([pattern]) => typeof code === 'string' && pattern.test(code))
  if (known) return known[1]
  if (error instanceof AggregateError) return error.errors.map(troubleOf).find(Boolean) ?? null
  if (code === undefined && WORDS.test(error.message)) return 'away'
  return error.cause === undefined ? null : troubleOf(error.cause)
}

const REASON: Record<Trouble, string> = {
  busy: 'The database is held by another program just now.',
  full: 'The disk of the database is full.',
  disk: 'The database cannot be written just now.',
  away: 'The database cannot be reached just now.',
}

/** Why nothing was done, for whoever sent a form. Staff read the reason; nobody else has to know our disks. */
export function troubleInWords(trouble: Trouble, toStaff: boolean): string {
  const reason = toStaff ? REASON[trouble] : 'We cannot write this down just now.'
  return `${reason} Nothing was done. Please send it again in a minute.`
}

import type { Generated, Selectable } from 'kysely'
import type { Ms } from './ms.ts'

/** Lists of people that are read in. */
export interface ImportTables {
  subscriber_imports: SubscriberImportTable
  import_pieces: ImportPieceTable
  import_seen: ImportSeenTable
  import_problems: ImportProblemTable
}

/** A file of people that is read in. */
export interface SubscriberImportTable {
  id: Generated<number>
  file: string
  bytes: Ms
  encoding: string
  delimiter: string
  /** JSON: the names of its columns, null where it has none. */
  columns: string
  /** JSON: which column is what, and what holds for all. Null before somebody has said so. */
  settings: string | null
  state: string
  /** How far it has been read: bytes of the kept text, and lines. */
  read_bytes: Generated<number>
  line: Generated<number>
  /** JSON: how many of which. */
  counts: Generated<string>
  /** JSON: what the dry run had counted. */
  said: Generated<string | null>
  created_at: Ms
  staff_id: number
  staff_name: string
  checked_at: Generated<Ms | null>
  started_at: Generated<Ms | null>
  ended_at: Generated<Ms | null>
  /** When it last had its turn. */
  turn_at: Generated<Ms>
}

/** Its text in UTF-8, in pieces: `start` and `size` in bytes. */
export interface ImportPieceTable {
  import_id: number
  start: number
  size: number
  text: string
}

/** Whom of it this run has met already. */
export interface ImportSeenTable {
  import_id: number
  hash: string
}

/** What is wrong with a line, without any address. */
export interface ImportProblemTable {
  import_id: number
  line: number
  problem: string
}

export type SubscriberImportRow = Selectable<SubscriberImportTable>

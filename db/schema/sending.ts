import type { Generated, Selectable } from 'kysely'
import type { Ms } from './ms.ts'

/** How sending goes: what stops it, and what staff are told of it. */
export interface SendingTables {
  pauses: PauseTable
  samples: SampleTable
  sent_days: SentDayTable
  alerts: AlertTable
}

/** What must not be sent to for now, and why: one destination, or the whole channel where that is empty. */
export interface PauseTable {
  channel: string
  destination: string
  until: Ms
  reason: string
  at: Ms
}

/** The last answers of a kind at a destination: `1` for each of that kind, `0` for others; no row where all is well. */
export interface SampleTable {
  channel: string
  destination: string
  sign: string
  recent: string
}

/** How many messages were handed over on a day of the page's zone. */
export interface SentDayTable {
  day: string
  channel: string
  count: number
}

/** Something that needs a person: one open row for each kind and subject, counted while it lasts. */
export interface AlertTable {
  id: Generated<number>
  kind: string
  subject: string
  text: string
  count: number
  raised_at: Ms
  last_at: Ms
  /** Staff are not told of what is over before this. */
  shown_from: Ms
  seen_at: Ms | null
  seen_by: string | null
  ended_at: Ms | null
}

export type PauseRow = Selectable<PauseTable>

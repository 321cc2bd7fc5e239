export const STATUSES = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const
/** What is said of a component, from best to worst: a maintenance never masks an outage. */
export type Status = (typeof STATUSES)[number]

export const STATUS_LABELS: Record<Status, string> = {
  operational: 'Operational',
  under_maintenance: 'Under maintenance',
  degraded_performance: 'Degraded performance',
  partial_outage: 'Partial outage',
  major_outage: 'Major outage',
}

/** A service (API, web shop) or a place (a branch, an office, a phone line) with opening hours. */
export type Sort = 'service' | 'place'

/** Wall times per weekday, Monday = 1 … Sunday = 7: `{ "1": [["09:00","18:00"]] }`; a missing day is closed. */
export type OpeningHours = Partial<Record<'1' | '2' | '3' | '4' | '5' | '6' | '7', [string, string][]>>

export interface Component {
  id: string
  groupId: string | null
  sort: Sort
  name: string
  description: string | null
  /** What staff last said; see `standing.ts` for what holds now. */
  status: Status
  openingHours: OpeningHours | null
  position: number
  /** Whether its past days are shown. */
  showcase: boolean
  /** Whether it stands on the page only while something is wrong with it. */
  onlyIfDegraded: boolean
  /** The day since which it is in use: `2026-11-22`. */
  startedOn: string | null
  createdAt: number
  updatedAt: number
  archivedAt: number | null
}

export interface ComponentGroup {
  id: string
  name: string
  description: string | null
  position: number
  createdAt: number
  updatedAt: number
  archivedAt: number | null
}

/** The worse of two statuses. */
export function worse(a: Status, b: Status): Status {
  return STATUSES.indexOf(a) >= STATUSES.indexOf(b) ? a : b
}

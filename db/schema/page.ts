import type { Generated, Selectable } from 'kysely'
import type { Ms } from './ms.ts'

/** Whose page it is, what customers depend on, and what the program must know about itself. */
export interface PageTables {
  page: PageTable
  component_groups: ComponentGroupTable
  components: ComponentTable
  status_changes: StatusChangeTable
  service: ServiceTable
  changes: ChangeTable
  pictures: PictureTable
  wordings: WordingTable
}

/** The one row that says whose page this is. */
export interface PageTable {
  id: number
  name: string
  about: string | null
  time_zone: string
  contact_email: string | null
  contact_phone: string | null
  contact_url: string | null
  postal_address: string | null
  /** Raised by one in the transaction of everything that changes a public page. */
  generation: Generated<number>
  /** Its public id of 12 characters, kept for ever: programs know the page by it. */
  public_id: Generated<string>
  /** When anything public last changed. */
  touched_at: Generated<Ms | null>
  /** Undo hold before the first message of an incident and of anything else, in seconds. */
  hold_incident_s: Generated<number>
  hold_other_s: Generated<number>
  created_at: Ms
  /** How it looks (src/look.ts); null is ours. Colours as `#rrggbb`, logos by the name of their picture. */
  accent: Generated<string | null>
  accent_dark: Generated<string | null>
  paper: Generated<string | null>
  voice: Generated<string | null>
  logo: Generated<string | null>
  logo_dark: Generated<string | null>
  /** The language in which it speaks first, and all that it offers (JSON array, its own among them). */
  language: Generated<string>
  languages: Generated<string>
}

/** What staff say instead of our words in messages about one kind of post, in one language (src/wording). */
export interface WordingTable {
  kind: string
  language: string
  part: string
  template: string
  at: Ms
  staff_id: number | null
}

/** What is served under a name of its own and never changes. */
export interface PictureTable {
  name: string
  body: Buffer
  at: Ms
}

export interface ComponentGroupTable {
  id: string
  name: string
  position: number
  description: Generated<string | null>
  created_at: Ms
  /** Null: never changed. */
  updated_at: Generated<Ms | null>
  archived_at: Ms | null
  source: string | null
  source_id: string | null
}

export interface ComponentTable {
  id: string
  group_id: string | null
  /** `service` or `place`. */
  sort: string
  name: string
  description: string | null
  /** What staff last said of it; a closure in force is laid over it when read. */
  status: string
  /** Places: JSON `OpeningHours`; services: null. */
  opening_hours: string | null
  position: number
  /** 1: its past days are shown. */
  showcase: Generated<number>
  /** 1: it stands on the page only while something is wrong with it. */
  only_if_degraded: Generated<number>
  /** The day since which it is in use: `2026-11-22`. */
  started_on: Generated<string | null>
  created_at: Ms
  /** Null: never changed. */
  updated_at: Generated<Ms | null>
  archived_at: Ms | null
  source: string | null
  source_id: string | null
}

/** A status that was set without a post: a monitor, a program. */
export interface StatusChangeTable {
  id: Generated<number>
  component_id: string
  old_status: string
  status: string
  at: Ms
  staff_id: number | null
  staff_name: string | null
}

/** What the program must know about itself across restarts, as JSON. */
export interface ServiceTable {
  key: string
  value: string
  at: Ms
}

/** A change of the public page: its generation, and what it touched, with blanks between. */
export interface ChangeTable {
  generation: number
  touches: string
  at: Ms
}

export type PageRow = Selectable<PageTable>
export type ComponentGroupRow = Selectable<ComponentGroupTable>
export type ComponentRow = Selectable<ComponentTable>

import type { Generated, Selectable } from 'kysely'
import type { Ms } from './ms.ts'

/** What we say. */
export interface PostTables {
  posts: PostTable
  post_components: PostComponentTable
  updates: UpdateTable
  update_components: UpdateComponentTable
  revisions: RevisionTable
  titles: TitleTable
  drafts: DraftTable
  post_texts: PostTextTable
  update_texts: UpdateTextTable
}

export interface PostTable {
  id: string
  kind: string
  title: string
  /** The state of its newest update. */
  state: string
  /** Incidents: none, minor, major, critical. */
  impact: string | null
  /** Incidents: marked as the disclosure of a data breach, since when. */
  disclosed_at: Ms | null
  started_at: Ms | null
  detected_at: Ms | null
  resolved_at: Ms | null
  next_update_by: Ms | null
  /** Closures: maintenance, holiday, weather, other. */
  reason: string | null
  /** Closures: window in wall time (`2026-12-24T18:00`) and IANA zone, with the instants it means. */
  starts_wall: string | null
  ends_wall: string | null
  time_zone: string | null
  starts_at: Ms | null
  ends_at: Ms | null
  still_works: string | null
  /** Minutes before the start at which a reminder goes; null: none. */
  remind_minutes: number | null
  /** 1: it begins, or ends, when somebody says so, and not by the clock. */
  starts_by_hand: Generated<number>
  ends_by_hand: Generated<number>
  /** 1: its components stay as they are while it is in force. */
  keeps_status: Generated<number>
  /** Whether its beginning and its end by the clock are told; null: when it was announced itself. */
  tell_start: Generated<number | null>
  tell_end: Generated<number | null>
  /** The impact that a program gave instead of the one that follows from the components. */
  impact_override: Generated<string | null>
  /** What a program keeps with it, as JSON; never shown to people. */
  metadata: Generated<string | null>
  /** A post-mortem that is not published yet. */
  postmortem_draft: Generated<string | null>
  postmortem_draft_at: Generated<Ms | null>
  /** Releases: JSON array of labels; the day as `2026-11-22`. */
  labels: string | null
  released_on: string | null
  author_id: number | null
  author_name: string | null
  created_at: Ms
  published_at: Ms
  updated_at: Ms
  /** No longer open: resolved, completed, cancelled, released, withdrawn, or its record ends here. */
  ended_at: Ms | null
  /** The instant under whose day the timeline files it; null while it stands above the timeline. */
  filed_at: Ms | null
  /** Written down after the fact (imports): never announced, shown as such. */
  backdated_at: Ms | null
  source: string | null
  source_id: string | null
  /** In which its title and its updates are written first. */
  language: Generated<string>
  /** Incidents: the most severe that it ever was. */
  peak_impact: Generated<string | null>
}

/** What a post says in another language besides its updates. */
export interface PostTextTable {
  post_id: string
  language: string
  title: string
  still_works: string | null
}

/** What an update says in another language. */
export interface UpdateTextTable {
  update_id: string
  language: string
  body: string
}

export interface PostComponentTable {
  post_id: string
  component_id: string
}

export interface UpdateTable {
  id: string
  post_id: string
  /** 1, 2, 3 … within the post, in the order in which they were said. */
  seq: number
  state: string
  body: string
  author_id: number | null
  /** Null: the clock wrote it. */
  author_name: string | null
  next_update_by: Ms | null
  published_at: Ms
  edited_at: Ms | null
  /** The form's idempotency key: the same form sent twice makes one update. */
  form_key: string | null
  source_id: string | null
}

export interface UpdateComponentTable {
  update_id: string
  component_id: string
  old_status: string
  status: string
  at: Ms
}

/** A former text of an update, kept for ever. */
export interface RevisionTable {
  id: Generated<number>
  update_id: string
  body: string
  staff_id: number | null
  staff_name: string | null
  replaced_at: Ms
  /** Null: in the post's own. */
  language: Generated<string | null>
}

/** A former title of a post, kept for ever. */
export interface TitleTable {
  id: Generated<number>
  post_id: string
  title: string
  staff_id: number | null
  staff_name: string | null
  replaced_at: Ms
  /** Null: in the post's own. */
  language: Generated<string | null>
}

export interface DraftTable {
  id: string
  kind: string
  /** JSON of what was typed, whole or not. */
  fields: string
  author_id: number
  created_at: Ms
  updated_at: Ms
}

export type PostRow = Selectable<PostTable>
export type DraftRow = Selectable<DraftTable>

import type { Status } from '#src/status/component.ts'
import type { Language } from '#src/words/language.ts'
import type { Impact, Kind, Label, Reason, State } from './kinds.ts'
import type { Bodies, PostText } from './texts.ts'

/** A window in wall time and IANA zone, with the instants that it means (milliseconds). */
export interface Window {
  startsWall: string
  endsWall: string
  timeZone: string
  startsAt: number
  endsAt: number
  /** It begins, or ends, when somebody says so, whatever the clock says. */
  startsByHand?: boolean
  endsByHand?: boolean
  /** Its components stay as they are while it is in force. */
  keepsStatus?: boolean
}

export interface Post {
  id: string
  kind: Kind
  title: string
  /** In which it is written first; of a post as somebody reads it, in which its title is (see texts.ts). */
  language: Language
  /** Its title and what still works in others, as far as somebody wrote them. */
  texts: Partial<Record<Language, PostText>>
  state: State
  impact: Impact | null
  /** Incidents: the most severe that it ever was. */
  peakImpact: Impact | null
  disclosedAt: number | null
  startedAt: number | null
  detectedAt: number | null
  resolvedAt: number | null
  nextUpdateBy: number | null
  reason: Reason | null
  window: Window | null
  stillWorks: string | null
  remindMinutes: number | null
  labels: Label[]
  releasedOn: string | null
  authorName: string | null
  createdAt: number
  publishedAt: number
  updatedAt: number
  endedAt: number | null
  filedAt: number | null
  backdatedAt: number | null
  components: { id: string; name: string }[]
  /** Newest first. */
  updates: Update[]
}

export interface Update {
  id: string
  seq: number
  state: State
  /** Markdown. */
  body: string
  /** In which the body is. */
  language: Language
  /** The body in others. */
  texts: Bodies
  /** Null: the clock wrote it. */
  authorName: string | null
  nextUpdateBy: number | null
  publishedAt: number
  editedAt: number | null
  components: { id: string; name: string; oldStatus: Status; status: Status }[]
  /** Former texts, newest first. */
  revisions: Revision[]
}

export interface Revision {
  body: string
  staffName: string | null
  replacedAt: number
  /** In which it was. */
  language: Language
}

/** Who does it: a member of staff, or the clock. */
export interface Author {
  id: number | null
  name: string | null
}

export const CLOCK: Author = { id: null, name: null }

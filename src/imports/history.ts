import type { Impact, Reason, State } from '#src/posts/kinds.ts'
import type { Window } from '#src/posts/post.ts'
import type { Status } from '#src/status/component.ts'

/** What another status page has told, in our words: every importer ends in this, and {@link keepHistory} writes it. */
export interface History {
  /** Which importer read it; with an id of theirs it says whether we have something already. */
  source: string
  page: { name: string; timeZone: string }
  groups: PastGroup[]
  components: PastComponent[]
  posts: PastPost[]
}

export interface PastGroup {
  sourceId: string
  name: string
  position: number
}

export interface PastComponent {
  sourceId: string
  groupId: string | null
  name: string
  description: string | null
  position: number
  createdAt: number
  /** Their page no longer has it: it is only named in old posts. */
  gone: boolean
  /** What their page says of it now, and since when; null when only old posts speak of it. */
  standing: { status: Status; at: number } | null
}

export interface PastPost {
  sourceId: string
  kind: 'incident' | 'closure'
  title: string
  impact: Impact | null
  reason: Reason | null
  window: Window | null
  startedAt: number | null
  resolvedAt: number | null
  publishedAt: number
  changedAt: number
  componentIds: string[]
  /** Oldest first; at least one. */
  updates: PastUpdate[]
}

export interface PastUpdate {
  sourceId: string
  state: State
  /** Markdown. */
  body: string
  publishedAt: number
  components: { sourceId: string; oldStatus: Status; status: Status }[]
}

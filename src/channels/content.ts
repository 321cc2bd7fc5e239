import type { Kind } from '#src/posts/kinds.ts'
import type { Language } from '#src/words/language.ts'

/** One entry of a post as a message shows it, body already rendered by us and safe. */
export interface NoticeUpdate {
  state: string
  stateLabel: string
  html: string
  text: string
  authorName: string | null
  /** Milliseconds since the epoch. */
  at: number
  /** In which its text is written: where there is none in the reader's, the one that there is. */
  language: Language
}

/** A post, told to everybody who reads one language. */
export interface PostContent {
  about: 'post'
  /** `update`: a person (or the clock) said something; `reminder`: a closure is near. */
  occasion: 'update' | 'reminder'
  post: {
    id: string
    kind: 'incident' | 'closure' | 'release'
    kindLabel: string
    title: string
    state: string
    stateLabel: string
    impact: string | null
    url: string
    startedAt: number | null
    resolvedAt: number | null
    nextUpdateBy: number | null
    /** Closures: instants of the window, and the zone in which it was given. */
    startsAt: number | null
    endsAt: number | null
    timeZone: string | null
    /** Closures: the window as it was, where this message is about its being moved. */
    movedFrom: { startsAt: number; endsAt: number } | null
    stillWorks: string | null
    labels: string[]
    /** In which its title is written. */
    language: Language
  }
  /** Components with what is said of them now. */
  components: { name: string; status: string; statusLabel: string }[]
  /** Newest first; the first is the news, the others the history below it. */
  updates: NoticeUpdate[]
  /** A file for the reader's calendar (RFC 5545), where there is an appointment to keep. */
  calendar: string | null
  /** The same in the shape of Statuspage's webhooks, where somebody is told who reads that. */
  forPrograms?: object
}

/** What a message is about; the same for everybody who gets it in their language. */
export type Content =
  | PostContent
  /** What was held back since `since`, newest first: `daily`, `weekly`, or after a `pause`. */
  | { about: 'digest'; rhythm: 'daily' | 'weekly' | 'pause'; since: number; posts: PostContent[] }
  /** Do you want this? `post`: the title of the one post that it is about. */
  | { about: 'confirm'; url: string; kinds: Kind[]; components: string[] | 'all'; post: string | null }
  /** Is this new address yours? `from`: the old one, masked. */
  | { about: 'move'; url: string; from: string }
  /** The way to their own page, for somebody who asked for it. */
  | { about: 'link'; url: string }
  /** To an address that hears nothing more, though its reader may not have done this: it moved, or somebody removed it. */
  | { about: 'goodbye'; reason: 'moved' | 'removed'; url: string | null }
  | { about: 'code'; code: string; minutes: number }
  | { about: 'invite'; url: string; invitedBy: string; role: string; hours: number }
  /** To an owner; `said`: the newest first. */
  | { about: 'alert'; title: string; said: { text: string; since: number }[]; meaning: string; url: string }

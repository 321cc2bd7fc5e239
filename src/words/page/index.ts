import type { Impact, Kind, State } from '#src/posts/kinds.ts'
import type { Status } from '#src/status/component.ts'
import type { Weight } from '#src/status/sentence.ts'
import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** What the public page says of itself, of this moment and of posts. `{}` stands for what is set in there as markup. */
export interface PageWords {
  // Around every page.
  site: (name: string) => string
  skip: string
  subscribe: string
  contact: string
  more: string
  languages: string
  home: string
  history: string
  api: string
  feed: (format: string) => string
  closuresCalendar: string
  aboutCopy: string
  copyOf: string
  copyTaken: string
  copyCompared: string
  copyOver: string
  changed: string

  // The sentence of the moment.
  weight: Record<Weight, string>
  everything: string
  rest: string
  work: Record<'investigating' | 'identified' | 'monitoring' | 'other', string>
  one: (title: string, work: string) => string
  two: (one: string, other: string) => string
  many: (worst: string, others: number) => string
  names: (names: string[], others: number) => string
  ailing: Record<
    Exclude<Status, 'operational' | 'under_maintenance'>,
    (names: string, count: number) => string
  >
  ailingMixed: (names: string) => string
  /** `until`: words of `times`, or nothing. */
  maintained: (names: string, count: number, until: string) => string
  closed: (names: string, count: number, until: string) => string
  titled: (title: string, until: string) => string
  closures: (count: number) => string
  since: string
  promise: string
  noIncident: string
  noIncidentSince: string

  // The front page.
  open: Record<'incidents' | 'closures', string>
  coming: string
  depend: string
  placeOpen: (until: string) => string
  placeClosed: (until: string) => string
  /** `{days}` and `{uptime}` are markup. */
  bars: string
  uptime: string
  others: (count: number, group: string) => string
  of: (count: number, all: number) => string
  dayByDay: string
  sinceToday: string
  /** Of a bar, read aloud: after the figure. */
  barOf: (name: string, troubled: number) => string
  /** `{}`: the component's name. */
  barLabel: string
  noTrouble: string
  notKnown: string
  lastDays: (count: number) => string
  nothing: string
  none: Record<Kind, string>
  openAbove: string
  before: (day: string) => string
  moreBefore: string
  wholeHistory: string
  show: string
  all: string
  component: string
  allComponents: string
  onlyOf: (name: string) => string
  showAll: string

  // Posts.
  incident: Record<Impact, string>
  closedNow: string
  stillWorks: string
  tellMe: string
  tellNext: string
  earlier: (count: number) => string
  sinceWhen: string
  nextBy: string
  promised: string
  edited: string
  editedAt: string
  until: string
  changedBy: (name: string) => string
  struck: [string, string]
  written: [string, string]
  readBefore: string
  /** `{}`: when first. */
  sameWords: (count: number) => string
  concerns: string
  concernsAlso: string
  andMore: (count: number) => string
  changes: string
  was: (status: string) => string
  update: string
  readWhole: string
  backdated: string
  backdatedOn: (day: string) => string
  recordEnds: string
  said: string
  explained: string
  explainedAfter: (time: string) => string
  noEnd: string
  endedAfter: (state: State, word: string, time: string) => string

  // The facts of a post.
  fact: Record<
    | 'people'
    | 'release'
    | 'told'
    | 'when'
    | 'long'
    | 'reason'
    | 'impact'
    | 'began'
    | 'noticed'
    | 'next'
    | 'resolved',
    string
  >
  asItBegan: string
  afterItBegan: (time: string) => string
  beforeItStarts: (time: string) => string
  beforeItStarted: (time: string) => string
  goingOn: string
  /** `time`: nothing when it was less than a minute. */
  allWithin: (time: string) => string
  stoppedWithin: (time: string) => string
}

const WORDS: Record<Language, PageWords> = { en, de, fr, es, pt, ja, ar }

export function pageWords(language: Language): PageWords {
  return WORDS[language]
}

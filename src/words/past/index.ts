import type { Kind } from '#src/posts/kinds.ts'
import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** The history, the search in it, the uptime, and what is said at an address where nothing is. */
export interface PastWords {
  ofMonth: (month: string) => string
  about: (page: string, month: string) => string
  months: string
  allMonths: string
  emptyMonth: string
  /** Of one kind, or of all. */
  count: (kind: Kind | undefined, count: number) => string

  search: string
  find: string
  searchFor: (words: string) => string
  found: (words: string) => string
  nothingFound: string
  noWord: string
  tooCommon: string
  nothingOlder: string
  noPost: (words: string) => string
  /** `{months}` and `{now}`: links with the two texts below. */
  also: string
  goThrough: string
  seeNow: string
  results: string
  older: string

  uptimeOf: (name: string) => string
  aboutUptime: (page: string) => string
  aboutUptimeOf: (name: string) => string
  uptimeOf90: string
  notWatched: string
  components: string
  other: string
  troubledDays: (count: number) => string
  formula: string
  earlier: string
  later: string
  allSaid: string
  figure: (share: string) => string
  noFigure: string
  nothingKnown: string
  caption: (month: string) => string
  noTroubleAny: string
  whatWasIt: string
  wholeDay: (status: string) => string
  lasted: (status: string, time: string) => string

  notFound: string
  noAddress: string
  mistyped: string
  howThingsStand: string
  openHistory: string
}

const WORDS: Record<Language, PastWords> = { en, de, fr, es, pt, ja, ar }

export function pastWords(language: Language): PastWords {
  return WORDS[language]
}

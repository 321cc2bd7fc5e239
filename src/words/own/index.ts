import type { Act } from '#src/subscribers/subscriber.ts'
import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

interface Choice {
  label: string
  hint: string
}

/** What is said on somebody's own page, and when they leave, move, or are erased. */
export interface Own {
  title: string
  welcome: string
  welcomed: string
  changed: string
  writeTo: string
  keep: string
  voidTitle: string
  voidText: string
  when: string
  rhythms: { now: Choice; daily: Choice; weekly: Choice }
  at: string
  on: string
  quiet: string
  quietHint: string
  from: string
  until: string
  breaks: string
  you: string
  posts: string
  postsHint: string
  following: string
  muted: string
  follow: string
  mute: string
  asChosen: string
  oneFollow: string
  oneMute: string
  pause: string
  pauseText: string
  pauseUntil: string
  pauseButton: string
  paused: (day: string) => string
  resume: string
  others: string
  othersText: string
  wayIn: string
  waySent: string
  move: string
  moveText: string
  moveMail: string
  movePhone: string
  moveButton: string
  moveSent: string
  leave: string
  leaveText: string
  leaveButton: string
  leaveAsk: string
  leaveAskText: string
  less: string
  gone: string
  goneText: string
  goneTo: string
  back: string
  backText: (day: string) => string
  kept: string
  country: string
  acts: Record<Act, string>
  keptText: string
  export: string
  erase: string
  eraseTitle: string
  eraseText: string
  eraseRest: string
  eraseOthers: string
  eraseButton: string
  eraseBack: string
  erased: string
  erasedText: string
  moveAsk: string
  moveAskText: string
  moveAskFrom: string
  moveAskYes: string
  undoAsk: string
  undoAskText: string
  undoYes: string
  undone: string
}

const OWN: Record<Language, Own> = { en, de, fr, es, pt, ja, ar }

export function ownIn(language: Language): Own {
  return OWN[language]
}

import type { State } from '#src/posts/kinds.ts'
import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/**
 * The words of a text message. Where an alphabet has them, only letters that cost a single unit (GSM-7): one other accent
 * would halve what fits.
 */
export interface SmsWords {
  state: Record<State, string>
  nextBy: (state: string, when: string) => string
  after: (state: string, length: string) => string
  until: (state: string, when: string) => string
  begins: (ahead: string, when: string) => string
  from: (when: string) => string
  moved: (when: string) => string
  /** How to end it, and where to choose what comes. */
  stop: string
  choose: (url: string) => string
  digest: (count: number) => string
  confirm: (url: string) => string
  code: (code: string, minutes: number) => string
  move: (url: string) => string
  link: (url: string) => string
  goodbye: Record<'moved' | 'removed', string>
  invite: (by: string, url: string) => string
  alert: (title: string, url: string) => string
  /** What we answer to a keyword. */
  reply: {
    stopped: string
    back: string
    unknown: (url: string) => string
    help: (contact: string) => string
  }
}

const SMS: Record<Language, SmsWords> = { en, de, fr, es, pt, ja, ar }

/** The words of a text message in a language; each is said after the name of the page and a colon. */
export function smsWordsIn(language: Language): SmsWords {
  return SMS[language]
}

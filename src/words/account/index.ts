import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** A mail that is about one thing to do. */
export interface Errand {
  subject: string
  title: string
  paragraphs: string[]
  /** What the button does; there is none where there is nothing to do. */
  button: string | null
}

/** What the mails say that are about the reader's own address, or about whoever speaks for the page. */
export interface AccountWords {
  confirm: (of: {
    page: string
    address: string
    /** “incidents and closures” */
    kinds: string
    /** “Web shop and Payments”; null: all. */
    parts: string | null
  }) => Errand
  /** The same for one post only. */
  confirmPost: (of: { page: string; address: string; title: string }) => Errand
  code: (of: { page: string; code: string; minutes: number }) => Errand
  move: (of: { page: string; address: string; from: string }) => Errand
  link: (of: { page: string }) => Errand
  /** `back`: there is a button for somebody who did not want this. */
  goodbye: Record<'moved' | 'removed', (of: { page: string; back: boolean }) => Errand>
  invite: (of: { page: string; by: string; role: string; hours: number }) => Errand
  alert: { subject: (page: string, title: string) => string; state: string; button: string }
  /** Why the reader gets this. */
  why: {
    typed: (address: string, site: string) => string
    last: (address: string) => string
    named: (who: string, address: string) => string
    owner: (page: string, site: string) => string
  }
}

const ACCOUNT: Record<Language, AccountWords> = { en, de, fr, es, pt, ja, ar }

/** The words of account mail in a language. */
export function accountWordsIn(language: Language): AccountWords {
  return ACCOUNT[language]
}

import type { Kind } from '#src/posts/kinds.ts'
import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** Everything that a mail about posts says besides what staff wrote. Times and lengths come written in the same language. */
export interface MailWords {
  /** The name stands as it is, whatever it is. */
  hello: (name: string | null) => string
  /** The quiet mark of a text that there is in this language only. */
  onlyIn: Record<Language, string>

  /** An instant in the reader's clock, and the same in the page's. */
  forYou: (reader: string, page: string) => string

  /** The first line of a mail about a post. */
  lead: {
    investigating: string
    /** What was over has come back. */
    again: string
    identified: string
    monitoring: string
    resolved: (lasted: string | null) => string
    postmortem: string
    scheduled: (span: string) => string
    moved: (was: string, now: string) => string
    reminder: (ahead: string, when: string) => string
    inProgress: (until: string | null) => string
    verifying: string
    completed: string
    cancelled: string
    planned: string
    earlyAccess: string
    released: string
    withdrawn: string
  }
  /** Beside the state, in the line above the title. */
  detail: {
    after: (length: string) => string
    since: (when: string) => string
    until: (when: string) => string
    begins: (ahead: string) => string
    moved: string
    off: string
  }
  facts: {
    affected: string
    about: string
    impact: string
    began: string
    resolved: string
    from: string
    until: string
    formerly: string
    stillWorks: string
    nextUpdateBy: string
  }
  button: { incident: string; closure: string; release: string; digest: string }
  earlier: string
  olderOnPage: string
  wholeText: (url: string) => string

  /** Why the reader gets this: for a kind, for a kind and parts that they chose, for a single post, for a digest. */
  why: {
    kind: Record<Kind, (address: string, page: string) => string>
    parts: Record<Kind, (address: string, page: string) => string>
    post: (address: string, page: string) => string
    digest: Record<'daily' | 'weekly' | 'pause', (address: string, page: string) => string>
  }
  /** `reply`: an answer to the mail reaches somebody. `ways`: “a, b or c”. */
  contact: (reply: boolean, ways: string) => string
  links: { change: string; stop: string; online: string }

  digest: {
    title: (count: number, since: string) => string
    sinceYesterday: string
    /** A weekday, or a date. */
    sinceDay: (weekday: string) => string
    sinceDate: (date: string) => string
    lead: Record<'daily' | 'weekly' | 'pause', string>
  }
}

const MAIL: Record<Language, MailWords> = { en, de, fr, es, pt, ja, ar }

/** The words of a mail in a language. */
export function mailWordsIn(language: Language): MailWords {
  return MAIL[language]
}

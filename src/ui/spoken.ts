import type { Language } from '#src/words/language.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'

/** What an element says of its text where that is in another language than the page around it. */
export function spoken(written: Language, read: Language): { lang?: Language; dir?: 'auto' } {
  return written === read ? {} : { lang: written, dir: 'auto' }
}

/** “Only in English”, in the reader's language; null where they read their own. */
export function onlyIn(written: Language, read: Language): string | null {
  return written === read ? null : mailWordsIn(read).onlyIn[written]
}

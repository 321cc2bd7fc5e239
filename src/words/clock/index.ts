import { LANGUAGES, type Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** What the clock says when it begins or ends a maintenance: an update that nobody had to write. */
export interface ClockWords {
  in_progress: string
  completed: string
}

const WORDS: Record<Language, ClockWords> = { en, de, fr, es, pt, ja, ar }

export function clockIn(language: Language): ClockWords {
  return WORDS[language]
}

/** Which of them a text is, in whatever language; undefined for what somebody wrote. */
export function clockWordOf(text: string): keyof ClockWords | undefined {
  const found = LANGUAGES.map((one) => WORDS[one]).find(
    (words) => words.in_progress === text || words.completed === text,
  )
  return found && (found.in_progress === text ? 'in_progress' : 'completed')
}

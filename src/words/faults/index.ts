import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** What the server says to a person when a page cannot be had. Programs read the codes, and English beside them. */
export interface FaultWords {
  /** By the code of the answer. */
  said: Record<
    | 'internal'
    | 'not_found'
    | 'too_large'
    | 'too_many'
    | 'method'
    | 'address'
    | 'cross_site'
    | 'type'
    | 'unavailable'
    | 'not_written',
    string
  >
  /** `{}`: the id of the request. */
  mention: string
  toThePage: string
  keep: string
  shorten: string
  wrong: string
  kept: string
}

const WORDS: Record<Language, FaultWords> = { en, de, fr, es, pt, ja, ar }

export function faultWords(language: Language): FaultWords {
  return WORDS[language]
}

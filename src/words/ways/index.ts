import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** What is said of ways to hear other than by mail and text. */
export interface Ways {
  /** The fold behind which other ways stand, and what they are for. */
  title: string
  hint: string
  way: string
  address: string
  addressHint: string
  /** The way of programs among the names of chats. */
  program: string
  /** After the form was sent, whether or not the address was known. */
  sentHeading: string
  sent: string
  place: string
  /** Above the links to feeds. */
  feeds: string
  calendar: string
  /** On the own page of a webhook. */
  secret: string
  secretHint: string
  /** Messages of the browser itself. */
  push: string
  pushText: string
  pushOn: string
  pushDone: string
  pushOwn: string
  pushBlocked: string
  pushFailed: string
}

const WAYS: Record<Language, Ways> = { en, de, fr, es, pt, ja, ar }

export function waysIn(language: Language): Ways {
  return WAYS[language]
}

import type { Impact, Kind, Label, Reason, State } from '#src/posts/kinds.ts'
import type { Status } from '#src/status/component.ts'
import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** The words for what the product knows, alike on the page, in mails and in text messages. */
export interface Labels {
  kind: Record<Kind, string>
  /** Several of them, within a sentence. */
  kinds: Record<Kind, string>
  state: Record<State, string>
  status: Record<Status, string>
  impact: Record<Impact, string>
  reason: Record<Reason, string>
  label: Record<Label, string>
}

const LABELS: Record<Language, Labels> = { en, de, fr, es, pt, ja, ar }

export function labelsIn(language: Language): Labels {
  return LABELS[language]
}

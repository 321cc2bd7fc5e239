import type { Impact, Kind } from '#src/posts/kinds.ts'
import type { Language } from '../language.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** What is said to somebody who subscribes, confirms, enters a code, or looks for their own page. */
export interface Forms {
  title: string
  describe: (page: string) => string
  heading: string
  lead: string
  copy: string
  notSetUp: string
  seePage: string
  problem: string
  problems: (count: number) => string
  reach: string
  reachHint: string
  email: string
  phone: string
  phoneHint: string
  about: string
  kinds: Record<Kind, { label: string; hint: string }>
  narrow: string
  which: string
  everything: string
  everythingHint: string
  onlyThese: string
  wholeGroup: string
  others: string
  severity: string
  severities: Record<Impact, string>
  how: string
  name: string
  nameHint: string
  language: string
  zone: string
  zoneOfPage: (zone: string) => string
  later: string
  trap: string
  submit: string
  promise: string
  already: string
  alreadyLink: string
  one: {
    title: string
    lead: string
    address: string
    addressHint: string
    addressHintMail: string
    submit: string
    everything: string
  }
  asked: {
    heading: string
    codeHeading: string
    codeSent: string
    mailHeading: string
    mailSent: string
    from: string
    life: string
    sevenDays: string
    nothing: string
    again: string
  }
  code: {
    title: string
    digits: string
    submit: string
    nothing: string
    again: string
    sent: string
    lost: string
    ask: string
  }
  confirm: {
    title: string
    heading: string
    somebody: string
    what: string
    parts: string
    severity: string
    language: string
    only: string
    everything: string
    yes: string
    together: (other: string) => string
    togetherMore: string
    notYou: string
    voidTitle: string
    voidMore: string
    again: string
  }
  find: {
    title: string
    lead: string
    submit: string
    mailHeading: string
    mailSent: string
    codeSent: string
  }
  /** Above the button while a proof is worked out. */
  working: string
}

const FORMS: Record<Language, Forms> = { en, de, fr, es, pt, ja, ar }

export function formsIn(language: Language): Forms {
  return FORMS[language]
}

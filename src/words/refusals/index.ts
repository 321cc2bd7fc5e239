import { type Language, LOCALES } from '../language.ts'
import { listOf } from '../plural.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

/** What is said beside a field, or above a form, when something cannot be done as a reader asked for it. */
export interface Refusals {
  emailEmpty: string
  emailAt: string
  emailLocal: string
  emailDomain: string
  emailLong: string
  phoneEmpty: string
  phoneOff: string
  phoneNot: string
  phonePlus: string
  phoneUnreal: string
  phoneKind: string
  /** `names`: the countries whose numbers are taken. */
  phoneCountry: (names: string) => string
  addressNone: string
  addressSame: string
  kindsNone: string
  componentsNone: string
  componentsGone: string
  postGone: string
  nameLong: string
  nameSigns: string
  zoneUnknown: string
  hourUnknown: string
  hoursSame: string
  dayPast: string
  dayFar: string
  formOld: string
  formQuick: string
  formTrap: string
  formRush: string
  oftenMail: string
  oftenText: string
  oftenMove: string
  codeSix: string
  codeTries: string
  codeWrong: string
  codeUsed: string
  codeWindow: string
  codeOld: string
  linkReplaced: string
  linkUsed: string
  linkOld: string
  linkVoid: string
  linkPart: string
  undoOld: string
  hasLeft: string
  cannotReturn: string
  wayEmpty: string
  wayNot: string
  wayHost: string
  wayVendor: string
  wayOff: string
}

/** Why, by its key; for some with what it is about: the codes of countries. */
export type Said = Exclude<keyof Refusals, 'phoneCountry'> | { phoneCountry: string[] }

const REFUSALS: Record<Language, Refusals> = { en, de, fr, es, pt, ja, ar }

export function refusalIn(language: Language, said: Said): string {
  const words = REFUSALS[language]
  if (typeof said === 'string') return words[said]
  const names = new Intl.DisplayNames([LOCALES[language]], { type: 'region' })
  return words.phoneCountry(
    listOf(
      language,
      said.phoneCountry.map((code) => names.of(code) ?? code),
    ),
  )
}

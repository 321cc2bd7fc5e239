import { LANGUAGE_NAMES, LANGUAGES, type Language } from '#src/words/language.ts'

const english = new Intl.DisplayNames('en', { type: 'language' })

/** As staff read it: “German”. */
export function nameOf(language: Language): string {
  return english.of(language) ?? language
}

/** For forms: “German (Deutsch)”, each under its tag. */
export const LANGUAGE_OPTIONS = LANGUAGES.map((value) => {
  const name = nameOf(value)
  return { value, label: name === LANGUAGE_NAMES[value] ? name : `${name} (${LANGUAGE_NAMES[value]})` }
})

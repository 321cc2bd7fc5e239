import { LANGUAGE_NAMES, LANGUAGES } from '#src/words/language.ts'

const english = new Intl.DisplayNames('en', { type: 'language' })

/** For forms: “German (Deutsch)”, each under its tag. */
export const LANGUAGE_OPTIONS = LANGUAGES.map((value) => {
  const name = english.of(value) ?? value
  return { value, label: name === LANGUAGE_NAMES[value] ? name : `${name} (${LANGUAGE_NAMES[value]})` }
})

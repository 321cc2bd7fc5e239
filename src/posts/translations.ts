import type { Problems } from '#src/refusal.ts'
import { isLanguage } from '#src/words/language.ts'
import type { Typed } from './draft.ts'
import { bodyField, one, stillWorksField, titleField } from './fields.ts'
import type { Bodies, Translations } from './texts.ts'

const FIELD = /^(title|body|still_works)\.([a-z]{2})$/
const FIELDS = { title: titleField, body: bodyField, still_works: stillWorksField }

/**
 * What was typed in other languages (`title.de`, `body.de`, `still_works.de`); what was left empty is missing. Writes one
 * sentence for each field that is wrong into `problems`.
 */
export function readTranslations(typed: Typed, problems: Problems): Translations {
  const translations: Translations = {}
  for (const [name, given] of Object.entries(typed)) {
    const [, part, language] = FIELD.exec(name) ?? []
    const value = one(given)
    if (!part || !isLanguage(language) || typeof value !== 'string' || !value.trim()) continue
    const read = FIELDS[part as keyof typeof FIELDS].safeParse(value)
    if (!read.success) problems[name] ??= read.error.issues[0]?.message ?? 'This cannot be read.'
    const said = { [part === 'still_works' ? 'stillWorks' : part]: read.data ?? null }
    translations[language] = { ...translations[language], ...said }
  }
  return translations
}

/** Of these the bodies alone. */
export function bodiesOf(translations: Translations): Bodies {
  return Object.fromEntries(
    Object.entries(translations).flatMap(([language, { body }]) => (body ? [[language, body]] : [])),
  )
}

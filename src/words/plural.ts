import { type Language, LOCALES } from './language.ts'

/** The forms that a language has for a number of things (CLDR); `other` where nothing else is said. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

const rules = new Map<Language, Intl.PluralRules>()

/** The form for so many, with `#` in it replaced by the number. */
export function plural(language: Language, count: number, forms: Forms): string {
  let rule = rules.get(language)
  if (!rule) {
    rule = new Intl.PluralRules(LOCALES[language])
    rules.set(language, rule)
  }
  return (forms[rule.select(count)] ?? forms.other).replace('#', number(language, count))
}

const numbers = new Map<Language, Intl.NumberFormat>()

/** A number as the language writes it: “12,301”, “12.301”. */
export function number(language: Language, count: number): string {
  let format = numbers.get(language)
  if (!format) {
    format = new Intl.NumberFormat(LOCALES[language])
    numbers.set(language, format)
  }
  return format.format(count)
}

const decimals = new Map<string, Intl.NumberFormat>()

/** With so many digits after the point: “99.98”, “99,98”. */
export function decimal(language: Language, value: number, digits: number): string {
  const key = `${language} ${digits}`
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const format = decimals.get(key) ?? new Intl.NumberFormat(LOCALES[language], options)
  decimals.set(key, format)
  return format.format(value)
}

const lists = new Map<string, Intl.ListFormat>()

/** “a, b and c”, or with “or”. */
export function listOf(
  language: Language,
  words: string[],
  type: 'conjunction' | 'disjunction' = 'conjunction',
) {
  const key = `${language} ${type}`
  let format = lists.get(key)
  if (!format) {
    format = new Intl.ListFormat(LOCALES[language], { type })
    lists.set(key, format)
  }
  return format.format(words)
}

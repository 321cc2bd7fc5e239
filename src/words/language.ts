/** The languages in which Candor itself speaks: page, forms, mails and text messages. Staff work in English. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'ja', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each by the name that its speakers give it. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
  ja: '日本語',
  ar: 'العربية',
}

/** For `Intl`: how dates, times and numbers are written. Digits are the same everywhere, as in what they are compared with. */
export const LOCALES: Record<Language, string> = {
  en: 'en-GB',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
  pt: 'pt-PT',
  ja: 'ja-JP',
  ar: 'ar-EG-u-nu-latn',
}

/** For `dir`: Arabic runs from right to left. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** Whether Candor speaks it. */
export function isLanguage(tag: unknown): tag is Language {
  return LANGUAGES.some((one) => one === tag)
}

/** The language of a tag as people and browsers write them (`de-AT`, `pt_BR`); undefined when it is none of ours. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const primary = tag?.toLowerCase().split(/[-_]/, 1)[0]
  return isLanguage(primary) ? primary : undefined
}

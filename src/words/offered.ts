import { isLanguage, type Language } from './language.ts'

/** What a page speaks: first its own language, then the others that it offers. */
export interface Offered {
  own: Language
  offered: Language[]
}

/** Reads it from the page's row; English where there is none yet. What we do not speak is left out. */
export function offeredBy(page: { language: string; languages: string } | undefined): Offered {
  const own = isLanguage(page?.language) ? page.language : 'en'
  const others = (JSON.parse(page?.languages ?? '[]') as unknown[]).filter(isLanguage)
  return { own, offered: [...new Set([own, ...others])] }
}

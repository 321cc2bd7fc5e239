import { KIND_NAMES, type Kind } from '#src/posts/kinds.ts'
import { isLanguage, type Language } from '#src/words/language.ts'

/** What staff may word themselves: what stands before the news of a mail, what after it, and a whole text message. */
export const PARTS = ['opening', 'closing', 'sms'] as const
export type Part = (typeof PARTS)[number]

/** Templates that stand instead of our words. */
export type Templates = Partial<Record<Part, string>>

/** What staff wrote instead of the standard words. Every template in it was judged when it was kept. */
export type Wording = Partial<Record<Kind, Partial<Record<Language, Templates>>>>

/** The templates for one kind in one language; where there is none, our own words stand. */
export function templatesFor(wording: Wording, kind: Kind, language: Language): Templates {
  return wording[kind]?.[language] ?? {}
}

/** As rows of the database hold it: what a later version may have left behind there is passed over. */
export function wordingOf(
  rows: { kind: string; language: string; part: string; template: string }[],
): Wording {
  const wording: Wording = {}
  for (const { kind, language, part, template } of rows) {
    if (!KIND_NAMES.some((one) => one === kind) || !isLanguage(language)) continue
    if (!PARTS.some((one) => one === part)) continue
    const ofKind = wording[kind as Kind] ?? {}
    wording[kind as Kind] = { ...ofKind, [language]: { ...ofKind[language], [part]: template } }
  }
  return wording
}

import { type Language, languageOf } from './language.ts'
import type { Offered } from './offered.ts'

/** More than any browser sends; what stands behind it is not looked at. */
const LONGEST = 500
const MOST = 30

/**
 * The language that a reader weighs highest among those offered (Accept-Language, RFC 9110, 12.5.4; `de-AT` asks for `de`,
 * RFC 4647, 3.4): among equals the one named first, and the page's own where none will do.
 */
export function bestLanguage(accept: string | undefined, { own, offered }: Offered): Language {
  if (!accept || offered.length === 1) return own
  const weights = new Map<Language, number>()
  let rest = 0
  for (const part of accept.slice(0, LONGEST).split(',', MOST)) {
    const [range = '', ...parameters] = part.split(';').map((word) => word.trim())
    const language = languageOf(range)
    const q = quality(parameters)
    if (range === '*') rest = Math.max(rest, q)
    // Somebody who refuses one country's kind of a language has not refused the language.
    else if (language && (q > 0 || range.length === 2))
      weights.set(language, Math.max(weights.get(language) ?? 0, q))
  }
  // Named ones first, in their order; then the page's own before what only `*` allows.
  const named = [...weights.keys()].filter((language) => offered.includes(language))
  const order = [...new Set([...named, own, ...offered])]
  const of = (language: Language) => weights.get(language) ?? rest
  const best = order.reduce((one, other) => (of(other) > of(one) ? other : one))
  return of(best) > 0 ? best : own
}

function quality(parameters: string[]): number {
  const text = parameters.find((one) => /^q\s*=/i.test(one))
  if (text === undefined) return 1
  const value = Number(text.slice(text.indexOf('=') + 1))
  return value >= 0 && value <= 1 ? value : 0
}

import type { PageRow } from '#db/schema.ts'
import { type Language, languageOf } from '#src/words/language.ts'
import { bestLanguage } from '#src/words/negotiate.ts'
import { offeredBy } from '#src/words/offered.ts'

interface Asking {
  url: URL
  request: Request
  locals: App.Locals
}

/**
 * In which language somebody is answered of whom nothing is known: that of the form or link by which they came, else what
 * their browser asks for among those that the page offers.
 */
export function tongueOf({ url, request, locals }: Asking, page: PageRow | undefined): Language {
  const named = [locals.typed?.speaks ?? url.searchParams.get('in')].flat().at(-1)
  const accept = request.headers.get('accept-language') ?? undefined
  return languageOf(named) ?? bestLanguage(accept, offeredBy(page))
}

/** What every page behind a token says of itself: nobody keeps it, and no other site learns its address. */
export function keepQuiet(headers: Headers): void {
  headers.set('cache-control', 'no-store')
  headers.set('referrer-policy', 'same-origin')
}

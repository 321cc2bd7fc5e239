import { isLanguage, type Language } from '#src/words/language.ts'
import { bestLanguage } from '#src/words/negotiate.ts'
import { type Offered, offeredBy } from '#src/words/offered.ts'
import { isPublic, PREFIX } from '#src/words/prefix.ts'

/** A request target as the site understands it. */
export interface Asked {
  /** Without the prefix of a language. */
  url: string
  /** In which it is answered. */
  language: Language
  /** By which it came, such as `/de`; nothing without one. */
  prefix: string
  /** Whether another Accept-Language would get another language. */
  varies: boolean
  /** Where to go instead: the prefix is of a language that the page does not offer. */
  elsewhere?: string
}

/** Pages of one reader, by whose browser they are written. */
const PERSONAL = /^\/(?:subscriptions|u)\//
/** What only staff and programmers read. */
const ENGLISH = /^\/(?:admin|api|hooks|_actions)(?:[/?]|$)/

/** A header that is longer is no browser's: it is weighed each time. */
const USUAL = 200
const KNOWN = 500

/** Which languages the page speaks, and which one a request is answered in. */
export class Spoken {
  #offered: Offered = offeredBy(undefined)
  readonly #known = new Map<string, Language>()

  /** Takes what the page's row says. */
  learn(page: Parameters<typeof offeredBy>[0]): void {
    this.#offered = offeredBy(page)
    this.#known.clear()
  }

  get several(): boolean {
    return this.#offered.offered.length > 1
  }

  /** The best of those offered for this Accept-Language. */
  best(accept: string | undefined): Language {
    if (!accept || !this.several) return this.#offered.own
    let found = this.#known.get(accept)
    if (!found) {
      found = bestLanguage(accept, this.#offered)
      if (this.#known.size >= KNOWN) this.#known.clear()
      if (accept.length <= USUAL) this.#known.set(accept, found)
    }
    return found
  }

  /** What a request target asks for. */
  asked(target: string, accept: string | undefined): Asked {
    const [prefix = '', tag] = PREFIX.exec(target) ?? []
    const rest = atRoot(target.slice(prefix.length))
    if (isLanguage(tag) && isPublic(rest)) {
      const known = this.several && this.#offered.offered.includes(tag)
      if (known) return { url: rest, language: tag, prefix, varies: false }
      return { ...this.asked(rest, accept), elsewhere: rest }
    }
    const varies = this.several && isPublic(target)
    if (varies || PERSONAL.test(target))
      return { url: target, language: this.best(accept), prefix: '', varies }
    return { url: target, language: ENGLISH.test(target) ? 'en' : this.#offered.own, prefix: '', varies }
  }

  /** The key of the answer for this reader: {@link keyOf} knows none of languages. */
  keyFor(key: string, accept: string | undefined): string {
    return this.several && isPublic(key) ? inLanguage(this.best(accept), key) : key
  }

  /** What a key asks for; in the page's own language, when it names none. */
  ofKey(key: string): Asked {
    const [, tag, target] = /^([a-z]{2}) (.*)$/.exec(key) ?? []
    const asked = this.asked(target ?? key, undefined)
    return isLanguage(tag) ? { ...asked, language: tag, varies: true } : asked
  }

  /** The language of a page that says that there is nothing at this address. */
  ofMissing(target: string, accept: string | undefined): Pick<Asked, 'language' | 'prefix'> {
    const [prefix = '', tag] = PREFIX.exec(target) ?? []
    const known = this.several && isLanguage(tag) && this.#offered.offered.includes(tag)
    return known ? { language: tag, prefix } : { language: this.best(accept), prefix: '' }
  }
}

/** Under which the answer to a key is kept for readers of a language who came without its prefix. */
export function inLanguage(language: Language, key: string): string {
  return `${language} ${key}`
}

function atRoot(rest: string): string {
  return rest.startsWith('/') ? rest : `/${rest}`
}

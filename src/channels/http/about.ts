import type { Config } from '#src/config.ts'
import { refusalIn, type Said } from '#src/words/refusals/index.ts'
import type { About } from '../about.ts'
import type { AddressResult } from '../channel.ts'
import { readTarget } from './target.ts'

/**
 * A channel whose messages are posted to an address that its subscriber gives. `own` tells whether an address belongs to
 * it, and may write it in one way; without it any public host may be one.
 */
export function posted(
  about: Pick<About, 'label' | 'icon' | 'words'>,
  own?: (url: URL) => string | null,
): About {
  return {
    ...about,
    field: 'endpoint',
    isSetUp: (config) => config.outgoing !== null,
    read: (typed, config) => read(typed, config, own),
    show: covered,
    agrees: 'link',
    // Each attempt bears the id of the first.
    unanswered: 'repeat',
    leaseMs: 5 * 60_000,
    slows: 'destination',
    arrives: 'taken',
    counted: [],
    judged: false,
    hints: false,
    digests: true,
    anyHost: own === undefined,
    follows: 'email',
    pace: () => ({ all: null, destination: null, rampFrom: null, dailyCap: null }),
  }
}

function read(typed: string, config: Config, own?: (url: URL) => string | null): AddressResult {
  if (!config.outgoing) return no('wayOff')
  const target = readTarget(typed, config.outgoing.allowed)
  if (!target.ok) return no(target.why)
  const address = own ? own(target.url) : target.url.href
  return address ? { ok: true, address, country: null, language: null } : no('wayVendor')
}

/** Whoever knows the whole of it can post there: enough to tell one from another, and no more. */
export function covered(address: string): string {
  const url = URL.parse(address)
  return url ? `${url.origin}/•••${url.pathname.length > 12 ? url.pathname.slice(-4) : ''}` : '•••'
}

function no(why: Said): AddressResult {
  return { ok: false, problem: refusalIn('en', why), why }
}

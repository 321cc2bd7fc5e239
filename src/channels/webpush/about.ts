import type { About } from '../about.ts'
import type { AddressResult } from '../channel.ts'
import { posted } from '../http/about.ts'
import { readTarget } from '../http/target.ts'

/** The services to which the makers of browsers have messages sent. */
const SERVICES =
  /^(fcm\.googleapis\.com|updates\.push\.services\.mozilla\.com|([\w-]+\.)?push\.apple\.com|[\w-]+\.notify\.windows\.com)$/
/** A point of P-256 and 16 random octets, as base64url (RFC 8291). */
const KEYS = /^#([\w-]{87})\.([\w-]{22})$/

/**
 * The messages of a browser itself (RFC 8030). Its address is where its maker takes messages in, and behind a `#` the keys
 * with which only this browser reads them: `https://…#p256dh.auth`. Giving it is agreeing: only the browser has it.
 */
export const webpush: About = {
  ...posted({
    label: 'Push',
    icon: 'mail',
    words: {
      begin: 'Push messages',
      one: 'push message',
      many: 'push messages',
      places: 'browsers',
      by: 'by push',
      away: 'The services of browsers cannot be reached. Nothing is lost; messages leave when they are back.',
    },
  }),
  agrees: 'given',
  anyHost: false,
  read(typed, config): AddressResult {
    const problem = { ok: false, problem: 'This is no subscription of a browser.', why: 'wayVendor' } as const
    const target = readTarget(typed, config.outgoing?.allowed ?? [])
    const keys = KEYS.exec(URL.parse(typed)?.hash ?? '')
    if (!config.outgoing || !target.ok || !keys) return problem
    const { hostname, host, href } = target.url
    const known =
      SERVICES.test(hostname) || [hostname, host].some((one) => config.outgoing?.allowed.includes(one))
    return known ? { ok: true, address: `${href}${keys[0]}`, country: null, language: null } : problem
  },
}

/** The parts of an address as a browser names them. */
export function subscriptionOf(address: string): {
  endpoint: string
  keys: { p256dh: string; auth: string }
} {
  const [endpoint = '', p256dh = '', auth = ''] = address.split(/#|\.(?=[\w-]{22}$)/)
  return { endpoint, keys: { p256dh, auth } }
}

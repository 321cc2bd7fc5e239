import { isIP } from 'node:net'

/**
 * The visitor's address: the socket's own, or, with `trusted` proxies in front of us, the last entry of
 * X-Forwarded-For that none of them wrote themselves. Whatever a visitor puts in front of that list is ignored.
 */
export function visitorAddress(
  socket: string | undefined,
  forwarded: string | undefined,
  trusted: number,
): string {
  const near = plain(socket ?? '')
  if (trusted === 0 || !forwarded) return near
  const hops = [...forwarded.split(',').map((hop) => plain(hop.trim())), near]
  const visitor = hops[Math.max(0, hops.length - 1 - trusted)] ?? near
  return isIP(visitor) ? visitor : near
}

/** Without a port, brackets, or the IPv6 clothes of an IPv4 address. */
function plain(hop: string): string {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1] ?? (/^[\d.]+:\d+$/.test(hop) ? hop.split(':')[0] : hop)
  return (bare ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
}

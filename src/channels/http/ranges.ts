import { BlockList, isIP, isIPv6 } from 'node:net'

/** What is nobody's on the public internet, or not one machine's (IANA's registries of special addresses). */
const REFUSED_V4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Carriers' own networks; a cloud's metadata too.
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local: metadata of most clouds.
  ['169.254.0.0', 16],
  // A cloud's metadata at a public address.
  ['168.63.129.16', 32],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/** Within global unicast: what carries an IPv4 address in it (Teredo, 6to4), and what is set aside for documents. */
const REFUSED_V6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const refused = new BlockList()
for (const [net, bits] of REFUSED_V4) refused.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of REFUSED_V6) refused.addSubnet(net, bits, 'ipv6')
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

/**
 * Whether an address is one machine's on the public internet (W12). Of IPv6 only global unicast is: loopback, private,
 * link-local, multicast, IPv4-mapped and NAT64 addresses all lie outside of it.
 */
export function isPublic(address: string): boolean {
  if (!isIP(address) || address.includes('%')) return false
  if (isIPv6(address)) return globalUnicast.check(address, 'ipv6') && !refused.check(address, 'ipv6')
  return !refused.check(address, 'ipv4')
}

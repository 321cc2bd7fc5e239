import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'

/**
 * An address as those may see it who need not know it: `a•••@example.com`, `+1•••••••0042`, `https://example.com/•••`.
 * What is told apart stays so for support; nobody can be written to by it (P3).
 */
export function maskAddress(address: string): string {
  if (/^https:/i.test(address)) return `${URL.parse(address)?.origin ?? 'https:/'}/•••`
  const at = address.lastIndexOf('@')
  if (at > 0) return `${[...address][0]}•••${address.slice(at)}`
  const [head, tail] = [address.slice(0, 2), address.slice(-4)]
  return address.length > 8 ? `${head}${'•'.repeat(address.length - 6)}${tail}` : '•••'
}

/** The address of a subscriber as staff see it: `masked` for whoever may only read. A secret of its owner stays covered for all. */
export function addressFor(whose: { channel: string; address: string }, masked: boolean): string {
  return masked ? maskAddress(whose.address) : aboutOf(whose.channel as Channel).show(whose.address)
}

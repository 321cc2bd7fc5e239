/**
 * An address as those may see it who need not know it: `a•••@example.com`, `+1•••••••0042`. What is told apart stays
 * so for support; nobody can be written to by it (P3).
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@')
  if (at > 0) return `${[...address][0]}•••${address.slice(at)}`
  const [head, tail] = [address.slice(0, 2), address.slice(-4)]
  return address.length > 8 ? `${head}${'•'.repeat(address.length - 6)}${tail}` : '•••'
}

/** Providers with a domain for each country: `hotmail.fr`, `yahoo.co.uk`. */
const FAMILIES = new Map([
  ['outlook', 'outlook'],
  ['hotmail', 'outlook'],
  ['live', 'outlook'],
  ['msn', 'outlook'],
  ['yahoo', 'yahoo'],
  ['ymail', 'yahoo'],
  ['aol', 'yahoo'],
])
const COUNTRY = /^(?:com|[a-z]{2}|com?\.[a-z]{2})$/
const ALONE = new Map([
  ['gmail.com', 'gmail'],
  ['googlemail.com', 'gmail'],
  ['icloud.com', 'icloud'],
  ['me.com', 'icloud'],
  ['mac.com', 'icloud'],
])

/**
 * Where a mail goes, as far as pace is concerned: the large providers by name, since all their domains share one
 * opinion of us, any other by its domain.
 */
export function destinationOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  const dot = domain.indexOf('.')
  const family = FAMILIES.get(domain.slice(0, dot))
  if (family && COUNTRY.test(domain.slice(dot + 1))) return family
  return ALONE.get(domain) ?? domain
}

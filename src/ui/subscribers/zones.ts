/** Every time zone to choose from, by city; `own` among them, though it may have an older name. */
export function zonesOf(own: string | null): { value: string; label: string }[] {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')]
  const all = own && !known.includes(own) ? [own, ...known] : known
  return all.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ').replaceAll('/', ' / ') }))
}

const known = new Map<string, boolean>()
const ofCountries = new Map<string, readonly string[]>()

/** A reader's zone, where it is one; otherwise that of the page. */
export function zoneOf(own: string | null, page: string): string {
  return own && isZone(own) ? own : page
}

function isZone(zone: string): boolean {
  let is = known.get(zone)
  if (is === undefined) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone })
      is = true
    } catch {
      is = false
    }
    known.set(zone, is)
  }
  return is
}

/**
 * Zones in all of which an hour must be fair to whoever has this number: their own, or those of its country; that of the
 * page where neither is known (S9).
 */
export function fairZones(own: string | null, country: string | null, page: string): readonly string[] {
  if (own && isZone(own)) return [own]
  const zones = country ? zonesIn(country) : []
  return zones.length ? zones : [page]
}

function zonesIn(country: string): readonly string[] {
  let zones = ofCountries.get(country)
  if (!zones) {
    const all = /^[A-Z]{2}$/.test(country) ? new Intl.Locale(`und-${country}`).getTimeZones?.() : []
    zones = unlike(all ?? [])
    ofCountries.set(country, zones)
  }
  return zones
}

/** One of each that differ in summer or in winter: a dozen names may stand for the same hours. */
function unlike(zones: readonly string[]): string[] {
  const offsets = (zone: string) =>
    [0, 6].map((month) => new Date(Date.UTC(2026, month, 15)).toLocaleString('en', { timeZone: zone })).join()
  return [...new Map(zones.map((zone) => [offsets(zone), zone])).values()]
}

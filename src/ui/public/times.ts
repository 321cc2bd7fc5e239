/** Says beside each instant what the clock of the reader shows, where it differs from the page's. */
export function addLocalTimes(main: Element): void {
  const [zone, locale, words] = ['zone', 'locale', 'for-you'].map((name) => main.getAttribute(`data-${name}`))
  if (!zone || !locale || !words) return
  const read = (at: Date, timeZone?: string) => ({
    day: at.toLocaleDateString(locale, { weekday: 'short', timeZone }),
    clock: at
      .toLocaleTimeString('en-GB', { hour: 'numeric', minute: '2-digit', timeZone })
      .replace(/^0(?=\d:)/, ''),
  })
  for (const time of main.querySelectorAll('time[datetime*=T]')) {
    const at = new Date(time.getAttribute('datetime') ?? '')
    const [here, there] = [read(at), read(at, zone)]
    const same = here.day === there.day
    if ((same && here.clock === there.clock) || !/\d:\d\d/.test(time.textContent)) continue
    const local = document.createElement('small')
    local.className = 'local'
    local.textContent = words.replace('{}', same ? here.clock : `${here.day} ${here.clock}`)
    time.append(local)
  }
}

/** Says beside each instant what the clock of the reader shows, where it differs from the page's. */
export function addLocalTimes(main: Element): void {
  const zone = main.getAttribute('data-zone')
  if (!zone) return
  const read = (at: Date, timeZone?: string) =>
    at
      .toLocaleTimeString('en-GB', { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZone })
      .replace(/\b0(?=\d:)/, '')
  for (const time of main.querySelectorAll('time[datetime*=T]')) {
    const at = new Date(time.getAttribute('datetime') ?? '')
    const here = read(at)
    const there = read(at, zone)
    if (here === there || !/\d:\d\d/.test(time.textContent)) continue
    const [day, clock] = here.split(/,? /)
    const local = document.createElement('small')
    local.className = 'local'
    local.textContent = `, ${there.startsWith(day ?? '') ? clock : `${day} ${clock}`} for you`
    time.append(local)
  }
}

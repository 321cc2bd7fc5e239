const MINUTE = 60_000
const place = document.querySelector<HTMLElement>('[data-compared]')

/** “12 minutes ago”, in the words of the reader's browser. */
function ago(at: number): string {
  const minutes = Math.round((Date.now() - at) / MINUTE)
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' })
  if (minutes < 90) return format.format(-minutes, 'minute')
  return minutes < 48 * 60
    ? format.format(-Math.round(minutes / 60), 'hour')
    : format.format(-Math.round(minutes / 1440), 'day')
}

async function read(path: string): Promise<string | undefined> {
  try {
    const answer = await fetch(path, { cache: 'no-store' })
    return answer.ok ? await answer.text() : undefined
  } catch {
    return undefined
  }
}

/** A server that lives says `ok`; no file of the copy has that name. */
async function look(): Promise<void> {
  if (!place) return
  if ((await read('/healthz'))?.trim() === 'ok') {
    const link = document.createElement('a')
    link.href = location.href
    link.textContent = place.dataset.over ?? ''
    link.onclick = (event) => {
      event.preventDefault()
      location.reload()
    }
    return place.replaceChildren(link)
  }
  const taken = Date.parse(JSON.parse((await read('/snapshot.json')) ?? '{}').taken)
  if (taken) place.textContent = place.dataset.compared?.replace('{}', ago(taken)) ?? ''
}

if (place) {
  void look()
  setInterval(look, MINUTE)
}

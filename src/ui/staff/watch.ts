// While an announcement runs its counters are fetched again and again, gently: never more often than a fifth of the
// time the server needs for them, and the button under somebody's finger stays where it is.

async function watch(): Promise<void> {
  let shown = document.getElementById('counters')
  while (shown?.dataset.watch === 'running') {
    const asked = performance.now()
    const fresh = await freshPage().catch(() => null)
    const counters = fresh?.getElementById('counters')
    if (fresh && counters) shown = replace(shown, counters, fresh)
    await pause(Math.max(1000, 5 * (performance.now() - asked)))
  }
}

function replace(shown: HTMLElement, counters: HTMLElement, fresh: Document): HTMLElement {
  if (counters.dataset.watch !== 'running') {
    document.querySelector('main')?.replaceWith(fresh.querySelector('main') ?? '')
    return document.getElementById('counters') ?? counters
  }
  if (counters.dataset.phase !== shown.dataset.phase) {
    shown.replaceWith(counters)
    return counters
  }
  const live = counters.querySelector('[data-live]')
  if (live) shown.querySelector('[data-live]')?.replaceWith(live)
  return shown
}

async function freshPage(): Promise<Document> {
  const answer = await fetch(location.href)
  if (!answer.ok || answer.redirected) throw new Error('not now')
  return new DOMParser().parseFromString(await answer.text(), 'text/html')
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

void watch()

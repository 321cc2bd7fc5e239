import { swap } from './swap.ts'
import { addLocalTimes } from './times.ts'

const MINUTE = 60_000
const main = document.querySelector('main')
const touches = main?.dataset.touches?.split(' ')

if (main) addLocalTimes(main)
if (main && touches) keepTrue(main, touches)

/** Keeps an open page true: told by the server, else by asking every minute; and not at all while nobody looks. */
function keepTrue(main: HTMLElement, touches: string[]): void {
  const said = document.createElement('p')
  said.className = 'unseen'
  said.role = 'status'
  main.after(said)
  let stream: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let changing: ReturnType<typeof setTimeout> | undefined
  let due = Number.POSITIVE_INFINITY
  /** The newest change that this page has been told of, and how often a page from before it came in answer. */
  let [told, behind] = [0, 0]
  const drawn = () => Number(main.dataset.generation)

  function soon(ms: number): void {
    // Not everybody at once.
    const at = Date.now() + ms * (1 + Math.random() / 4)
    if (at >= due) return
    wait()
    due = at
    timer = setTimeout(look, at - Date.now())
  }

  function wait(): void {
    clearTimeout(timer)
    due = Number.POSITIVE_INFINITY
  }

  function listen(): void {
    stream?.close()
    // Between the drawing of the page and the opening of the stream something may have been said.
    stream = new EventSource(`/live?after=${drawn()}`)
    stream.addEventListener('changed', ({ data, lastEventId }) => {
      const touched: string[] = JSON.parse(data).touches
      if (!touched.some((touch) => touch === 'page' || touches.includes(touch))) return
      told = Number(lastEventId)
      behind = 0
      soon(300)
    })
    // A stream that broke is opened again by the browser; one that was refused is asked for with the next look.
    stream.onerror = () => soon(MINUTE)
  }

  async function look(): Promise<void> {
    wait()
    const answer = await fetch(location.href).catch(() => undefined)
    if (answer?.ok) take(new DOMParser().parseFromString(await answer.text(), 'text/html'))
    waitForTheClock()
    // A cache in front, or another server, may still have the page from before; or it is older, and true all the same.
    if (drawn() < told && behind < 5) soon(2000 * 2 ** behind++)
    if (stream?.readyState !== EventSource.OPEN) soon(MINUTE)
    if (stream?.readyState === EventSource.CLOSED) listen()
  }

  /** What changes by the clock alone is looked at when it does. */
  function waitForTheClock(): void {
    clearTimeout(changing)
    const ms = Number(main.dataset.until) - Date.now()
    if (ms > 0 && ms < 24 * 60 * MINUTE) changing = setTimeout(() => soon(1000), ms)
  }

  function take(next: Document): void {
    const page = next.querySelector('main')
    if (!page?.dataset.touches) return
    addLocalTimes(page)
    const anchor = [...main.querySelectorAll('h1,h2,h3,h4,p,li')].find(
      (one) => one.checkVisibility() && one.getBoundingClientRect().top >= 0,
    )
    const before = anchor?.getBoundingClientRect().top ?? 0
    const href = document.activeElement?.getAttribute('href')
    const changed = swap(main, page)
    if (anchor?.isConnected && scrollY > 60) scrollBy(0, anchor.getBoundingClientRect().top - before)
    if (href && document.activeElement === document.body)
      main.querySelector<HTMLElement>(`[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true })
    document.title = next.title
    for (const link of document.querySelectorAll<HTMLLinkElement>(
      'link[rel=icon],head link[rel=stylesheet]',
    )) {
      const other = next.querySelector<HTMLLinkElement>(`link[rel=${link.rel}]`)
      if (other && other.href !== link.href) link.href = other.href
    }
    tell(changed)
  }

  function tell(changed: Element[]): void {
    if (!changed.length) return
    for (const one of changed) {
      const block = one.closest('li, p, h1, article') ?? one
      block.setAttribute('data-changed', '')
      setTimeout(() => block.removeAttribute('data-changed'), 6000)
    }
    const title = changed[0]?.closest('article')?.querySelector('.title')?.textContent
    said.textContent = `${main.dataset.changedWords} ${title ?? main.querySelector('h1')?.textContent ?? ''}`
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      stream?.close()
      wait()
    } else {
      listen()
      soon(0)
    }
  })
  waitForTheClock()
  if (!document.hidden) listen()
}

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
  const soon = (ms: number) => {
    clearTimeout(timer)
    // Not everybody at once.
    timer = setTimeout(look, ms * (1 + Math.random() / 4))
  }

  function listen(): void {
    stream?.close()
    stream = new EventSource('/live')
    stream.addEventListener('changed', ({ data }) => {
      const told: string[] = JSON.parse(data).touches
      if (told.some((touch) => touch === 'page' || touches.includes(touch))) soon(300)
    })
    // A stream that broke is opened again by the browser; one that was refused is asked for with the next look.
    stream.onerror = () => soon(MINUTE)
    // Between the drawing of the page and the opening of the stream something may have been said.
    stream.onopen = () => soon(MINUTE)
  }

  async function look(): Promise<void> {
    waitForTheClock()
    const answer = await fetch(location.href).catch(() => undefined)
    if (answer?.ok) take(new DOMParser().parseFromString(await answer.text(), 'text/html'))
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
    said.textContent = `This page has changed. ${title ?? main.querySelector('h1')?.textContent ?? ''}`
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      stream?.close()
      clearTimeout(timer)
    } else {
      listen()
      soon(0)
    }
  })
  waitForTheClock()
  if (!document.hidden) listen()
}

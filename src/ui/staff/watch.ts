// While an announcement runs, the server tells every second how far it is, and the numbers change where they stand. The
// page is drawn anew only when something else can be done about it.
import type { Standing } from '#src/deliveries/watch.ts'
import { barPieces, liveTexts } from './live.ts'

/** How often a screen reader is told, and how long silence may last before the page says that it hears nothing. */
const SPEAK_EVERY = 20_000
const SILENT_AFTER = 12_000

const board = () => document.getElementById('counters')
const id = board()?.dataset.watch === 'running' ? board()?.dataset.id : undefined
if (id) {
  if ('EventSource' in window) follow(id)
  else void reloadGently()
}

function follow(announcement: string): void {
  const events = new EventSource(`/admin/deliveries/${announcement}/progress`)
  let heard = Date.now()
  let spoken = 0
  say('Live: the numbers change by themselves.')
  events.addEventListener('progress', (event) => {
    heard = Date.now()
    const standing: Standing = JSON.parse(event.data)
    const counters = board()
    if (!counters || standing.progress.phase !== counters.dataset.phase) return void drawAnew()
    say('Live: the numbers change by themselves.')
    show(counters, standing)
    if (heard - spoken < SPEAK_EVERY) return
    spoken = heard
    speak(standing)
  })
  events.addEventListener('over', () => {
    events.close()
    void drawAnew()
  })
  events.addEventListener('gone', () => {
    events.close()
    location.reload()
  })
  events.addEventListener('error', () => {
    // The browser comes again by itself unless it was turned away.
    if (events.readyState === EventSource.CLOSED) void reloadGently()
  })
  setInterval(() => {
    if (Date.now() - heard > SILENT_AFTER && events.readyState !== EventSource.OPEN)
      say(`Not connected: these numbers are from ${new Date(heard).toLocaleTimeString()}.`)
  }, 2_000)

  function say(text: string): void {
    const place = document.querySelector('[data-connection]')
    if (place && place.textContent !== text) place.textContent = text
  }
}

function show(counters: HTMLElement, standing: Standing): void {
  const expected = counters.dataset.expected
  const texts = liveTexts(standing, expected === undefined ? undefined : Number(expected))
  for (const place of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const text = texts[place.dataset.live ?? '']
    if (text !== undefined && place.textContent !== text) place.textContent = text
  }
  for (const { state, x, width } of barPieces(standing.progress)) {
    const piece = counters.querySelector(`rect[data-state=${state}]`)
    piece?.setAttribute('x', x)
    piece?.setAttribute('width', width)
  }
}

function speak(standing: Standing): void {
  const place = document.querySelector('[data-spoken]')
  const texts = liveTexts(standing)
  if (place) place.textContent = `${texts.spoken} ${texts.pace}`
}

let drawing = false

/** The whole page as it is now: its buttons, its reasons. What was folded out stays so. */
async function drawAnew(): Promise<void> {
  if (drawing) return
  drawing = true
  const main = await freshMain().catch(() => null)
  drawing = false
  const old = document.querySelector('main')
  if (!main || !old) return
  for (const name of ['more', 'final']) {
    const open = old.querySelector<HTMLDetailsElement>(`details.${name}`)?.open ?? false
    const next = main.querySelector<HTMLDetailsElement>(`details.${name}`)
    if (next) next.open = open
  }
  old.replaceWith(main)
}

async function freshMain(): Promise<HTMLElement | null> {
  const answer = await fetch(location.href)
  if (!answer.ok || answer.redirected) return null
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  return fresh.getElementById('counters') && fresh.querySelector('main')
}

/** Without events: the page is fetched again and again, never more often than a fifth of the time that takes. */
async function reloadGently(): Promise<void> {
  while (board()?.dataset.watch === 'running') {
    const asked = performance.now()
    await drawAnew()
    await new Promise((resolve) => setTimeout(resolve, Math.max(2_000, 5 * (performance.now() - asked))))
  }
}

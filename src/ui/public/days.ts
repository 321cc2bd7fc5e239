// What script adds to the bars: each is one stop of the tab key, arrows walk through its days and read them out, and the
// day under finger or pointer is named beside it.
const NARROW = matchMedia('(width < 40rem)')
const DAY = 86_400_000
const { locale, barLabel, noTrouble, notKnown } = document.querySelector('main')?.dataset ?? {}
const words = new Intl.DateTimeFormat(locale ?? 'en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
})

class DayBar extends HTMLElement {
  #at = -1
  #cursor: HTMLElement | undefined
  #tip: HTMLElement | undefined

  connectedCallback(): void {
    if (this.#cursor) return
    // Beside the links, not around them: nothing that can be pressed stands within anything else that can.
    const cursor = document.createElement('span')
    Object.assign(cursor, { className: 'day-cursor', tabIndex: 0, role: 'slider' })
    cursor.ariaLabel = barLabel?.replace('{}', this.dataset.name ?? '') ?? ''
    this.#cursor = this.appendChild(cursor)
    this.#go(this.#days - 1, false)
    cursor.addEventListener('keydown', (event) => this.#key(event))
    cursor.addEventListener('focus', () => this.#go(this.#at, true))
    cursor.addEventListener('blur', () => this.#hide())
    this.addEventListener('pointermove', (event) => this.#point(event))
    this.addEventListener('pointerdown', (event) => this.#point(event))
    this.addEventListener('pointerleave', () => this.#hide())
  }

  get #days(): number {
    return Math.round(((this.querySelector('svg')?.viewBox.baseVal.width ?? 448) + 2) / 5)
  }

  /** On a phone the older days are not drawn. */
  get #first(): number {
    return NARROW.matches ? Math.max(0, this.#days - 30) : 0
  }

  /** Read from right to left: today stands at the left. */
  get #turned(): boolean {
    return getComputedStyle(this).direction === 'rtl'
  }

  #key(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowLeft: this.#turned ? 1 : -1,
      ArrowDown: -1,
      ArrowRight: this.#turned ? -1 : 1,
      ArrowUp: 1,
      PageUp: 7,
      PageDown: -7,
      Home: -this.#days,
      End: this.#days,
    }
    if (event.key === 'Enter')
      this.#trouble(this.#at)?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    this.#go(this.#at + step, true)
  }

  #point({ clientX }: PointerEvent): void {
    const { left, right, width } = this.getBoundingClientRect()
    const along = this.#turned ? right - clientX : clientX - left
    const shown = this.#days - this.#first
    this.#go(this.#first + Math.floor((along / width) * shown), true)
  }

  #go(to: number, show: boolean): void {
    this.#at = Math.min(this.#days - 1, Math.max(this.#first, to))
    const text = this.#text(this.#at)
    Object.assign(this.#cursor ?? {}, {
      ariaValueMin: String(this.#first),
      ariaValueMax: String(this.#days - 1),
      ariaValueNow: String(this.#at),
      ariaValueText: text,
    })
    const shown = this.#days - this.#first
    this.style.setProperty('--at', `${((this.#at - this.#first + 0.5) / shown) * 100}%`)
    if (show) this.#show(text)
  }

  #text(day: number): string {
    const trouble = this.#trouble(day)?.querySelector('title')?.textContent
    if (trouble) return trouble
    const date = words.format(Date.parse(this.dataset.today ?? '') - (this.#days - 1 - day) * DAY)
    return `${date}: ${day < Number(this.dataset.unknown ?? 0) ? notKnown : noTrouble}`
  }

  #trouble(day: number): Element | null {
    return this.querySelector(`[data-day="${day}"]`)
  }

  #show(text: string): void {
    this.#tip ??= this.appendChild(Object.assign(document.createElement('span'), { className: 'day-tip' }))
    this.#tip.ariaHidden = 'true'
    this.#tip.textContent = text
    this.#tip.hidden = false
  }

  #hide(): void {
    if (this.#tip) this.#tip.hidden = true
  }
}

customElements.define('day-bar', DayBar)

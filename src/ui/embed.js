/*
 * Shows on any page how things stand: <script src="https://status.example.com/embed.js" async></script>
 * data-position: bottom-right (default), bottom-left, top-right, top-left; data-inline: where the script stands, also when
 * all is well. data-background, data-text: colours. No cookie; closing it is remembered in sessionStorage until the words
 * change, and only when somebody closes it. Needs of the page's policy: script-src and connect-src for this address.
 */
;(() => {
  const script =
    document.currentScript ||
    document.querySelector('script[src$="/embed.js"],script[src$="/embed/script.js"]')
  if (!script) return
  const { position = 'bottom-right', inline, background, text } = script.dataset
  const source = new URL('/embed.json', script.src)
  const KEY = `closed ${source}`
  const MINUTE = 60000
  const COLOURS = {
    good: '#2d7a52',
    minor: '#94630a',
    major: '#b1440e',
    critical: '#bd0812',
    closed: '#2f6db3',
    quiet: '#666c78',
  }
  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  let shown

  sheet.replaceSync(`
    :host{all:initial;display:block;color-scheme:light dark}
    .box{display:flex;gap:12px;align-items:start;box-sizing:border-box;max-width:380px;padding:14px 16px;
      font:15px/1.45 system-ui,sans-serif;border-inline-start:5px solid var(--tone);border-radius:10px;
      color:var(--text,light-dark(#1d2430,#f0eee8));background:var(--back,light-dark(#fbfaf7,#1b2029));
      border-block:1px solid #8885;border-inline-end:1px solid #8885}
    .fixed{position:fixed;z-index:2147483000;width:calc(100% - 32px);box-shadow:0 4px 24px #0003}
    .bottom{bottom:16px}.top{top:16px}.right{right:16px}.left{left:16px}
    p{margin:0;flex:1;overflow-wrap:anywhere}b{display:block}
    a{color:inherit}
    button{all:unset;cursor:pointer;font-size:20px;line-height:1;padding:12px;margin:-10px -12px}
    a:focus-visible,button:focus-visible{outline:2px solid;outline-offset:2px;border-radius:4px}`)
  root.adoptedStyleSheets = [sheet]

  /** An element with text and attributes; nothing of what we fetch is ever read as markup. */
  function make(tag, words, attributes = {}) {
    const element = document.createElement(tag)
    element.textContent = words
    for (const name in attributes) element.setAttribute(name, attributes[name])
    return element
  }

  /** A browser may forbid storage; then it is closed until the next page. */
  function closed(words) {
    try {
      if (words) sessionStorage.setItem(KEY, words)
      return sessionStorage.getItem(KEY)
    } catch {
      return words
    }
  }

  function draw(said) {
    const words = JSON.stringify(said)
    if (words === shown) return
    shown = words
    root.replaceChildren()
    if (inline === undefined && (said.well || closed() === words)) return
    const place = inline === undefined ? `fixed ${position.replace('-', ' ')}` : 'inline'
    const box = make('section', '', {
      class: `box ${place}`,
      'aria-label': `${said.name} status`,
      role: 'status',
    })
    box.style.setProperty('--tone', COLOURS[said.tone] || COLOURS.quiet)
    if (background) box.style.setProperty('--back', background)
    if (text) box.style.setProperty('--text', text)
    const line = make('p', '')
    const link = make('a', `Read more at ${said.name}`, { href: said.url, target: '_blank', rel: 'noopener' })
    line.append(make('b', said.word), `${said.sentence} `, link)
    box.append(line)
    if (inline === undefined) {
      const button = make('button', '×', { type: 'button', 'aria-label': 'Close', title: 'Close' })
      button.onclick = () => {
        closed(words)
        root.replaceChildren()
      }
      box.append(button)
    }
    root.append(box)
  }

  /** A page that cannot be reached says nothing here; it is asked again. */
  async function look() {
    if (document.hidden) return
    try {
      const answer = await fetch(source, { credentials: 'omit', referrerPolicy: 'no-referrer' })
      const said = answer.ok && (await answer.json())
      if (said?.sentence) draw(said)
    } catch {}
  }

  if (inline === undefined) document.documentElement.append(host)
  else script.after(host)
  look()
  setInterval(look, MINUTE)
  document.addEventListener('visibilitychange', look)
})()

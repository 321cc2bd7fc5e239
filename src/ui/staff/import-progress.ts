// While a list is read, its page is asked every second and this part of it drawn anew; the whole page when something else
// can be done about it.
export {}

const part = () => document.getElementById('import-progress')

async function look(): Promise<void> {
  const before = part()
  if (!before) return
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null)
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const now = page.getElementById('import-progress')
    if (!now || now.dataset.state !== before.dataset.state) return location.reload()
    before.replaceChildren(...now.childNodes)
  }
  setTimeout(look, 1_000)
}

setTimeout(look, 1_000)

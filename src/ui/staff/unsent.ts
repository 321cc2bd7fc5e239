const DAY = 86_400_000
/** In every language: `body.de`. */
const FIELD = /^(title|body|still_works)(\.[a-z]{2})?$/

interface Unsent {
  at: number
  texts: Record<string, string>
}

/** Keeps the long texts of a form on this device while they are written, and offers them again if they were never sent. */
export function keepUnsent(form: HTMLFormElement): void {
  const key = `candor.unsent ${location.pathname} ${form.dataset.compose}`
  const fields = [...form.elements].flatMap((field) =>
    (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && FIELD.test(field.name)
      ? [field]
      : [],
  )
  const before = recall(key)
  if (before && fields.every((field) => !field.value)) offer(form, fields, before, key)
  form.addEventListener('input', () => {
    const texts = Object.fromEntries(fields.map((field) => [field.name, field.value]))
    if (Object.values(texts).some(Boolean)) remember(key, { at: Date.now(), texts })
    else forget(key)
  })
  form.addEventListener('submit', ({ submitter }) => {
    // Looking at the mail in another window sends nothing.
    if ((submitter as HTMLButtonElement | null)?.formTarget !== '_blank') forget(key)
  })
}

function offer(
  form: HTMLFormElement,
  fields: (HTMLInputElement | HTMLTextAreaElement)[],
  unsent: Unsent,
  key: string,
): void {
  const line = document.createElement('p')
  line.className = 'notice'
  const text = document.createElement('span')
  text.textContent = 'There is text on this device that was never sent. '
  const back = button('Bring it back', () => {
    for (const field of fields) field.value = unsent.texts[field.name] ?? ''
    line.remove()
    fields[0]?.focus()
  })
  const away = button('Throw it away', () => {
    forget(key)
    line.remove()
  })
  text.append(back, ' ', away)
  line.append(text)
  form.prepend(line)
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'link'
  made.textContent = words
  made.addEventListener('click', act)
  return made
}

function recall(key: string): Unsent | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Unsent | null
    if (kept && Date.now() - kept.at < DAY) return kept
    forget(key)
  } catch {
    // A browser without storage simply keeps nothing.
  }
  return null
}

function remember(key: string, unsent: Unsent): void {
  try {
    localStorage.setItem(key, JSON.stringify(unsent))
  } catch {
    // Full or forbidden: the form itself still holds the text.
  }
}

function forget(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // Nothing was kept.
  }
}

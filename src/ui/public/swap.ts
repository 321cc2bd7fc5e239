/** What the reader or we have done to an element, which is no news. */
const OURS = ['open', 'data-changed', 'tabindex']
/** An element of our own making adds things to itself: what it was given is its first child. */
const isOwn = ({ localName }: Element) => localName.includes('-')
const sign = (one: Element): string =>
  isOwn(one)
    ? JSON.stringify({ ...(one as HTMLElement).dataset }) + one.firstElementChild?.outerHTML
    : one.outerHTML.replace(/ (?:open|data-changed|tabindex)="[^"]*"/g, '')
const keyOf = (one: Element) => one.id || one.getAttribute('aria-labelledby') || one.getAttribute('datetime')
/** Words, as opposed to what holds them. */
const isText = ({ children, childNodes }: Element) =>
  !children.length || [...childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())

/**
 * Makes `old` what `next` is, touching only what differs, so that focus, what was unfolded and the reader's place stay.
 * Gives what is new or says something else now.
 */
export function swap(old: Element, next: Element): Element[] {
  if (sign(old) === sign(next)) return []
  for (const { name, value } of next.attributes)
    if (old.getAttribute(name) !== value && !OURS.includes(name)) old.setAttribute(name, value)
  for (const { name } of [...old.attributes])
    if (!next.hasAttribute(name) && !OURS.includes(name)) old.removeAttribute(name)
  if (isText(next) || isText(old)) {
    old.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)))
    return [old]
  }
  return swapChildren(old, next)
}

function swapChildren(old: Element, next: Element): Element[] {
  const left = new Set(old.children)
  const take = (fits: (one: Element) => unknown) => {
    const found = [...left].find(fits)
    if (found) left.delete(found)
    return found
  }
  // What is the same anywhere is kept before anything is made over.
  const same = new Map([...next.children].map((one) => [one, take((other) => sign(other) === sign(one))]))
  const changed: Element[] = []
  const now = [...next.children].map((one) => {
    const kept =
      same.get(one) ??
      take(
        (other) =>
          !isOwn(other) &&
          other.tagName === one.tagName &&
          other.className === one.className &&
          keyOf(other) === keyOf(one),
      )
    if (!kept) {
      const made = document.importNode(one, true)
      changed.push(made)
      return made
    }
    changed.push(...swap(kept, one))
    return kept
  })
  for (const one of left) one.remove()
  now.forEach((one, at) => {
    if (old.children[at] !== one) old.insertBefore(one, old.children[at] ?? null)
  })
  return changed
}

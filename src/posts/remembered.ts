/** So many characters are held, texts and what was made of them. */
const MOST = 2_000_000

/**
 * The same function, which makes the same of the same text: what it made of those that were asked for last is remembered,
 * because a page that is drawn again says mostly what it said before.
 */
export function remembered(make: (text: string) => string, most = MOST): (text: string) => string {
  const made = new Map<string, string>()
  let held = 0
  return (text) => {
    const before = made.get(text)
    const answer = before ?? make(text)
    made.delete(text)
    made.set(text, answer)
    if (before === undefined) held += text.length + answer.length
    for (const [oldest, old] of made) {
      if (held <= most) break
      made.delete(oldest)
      held -= oldest.length + old.length
    }
    return answer
  }
}

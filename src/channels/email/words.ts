/** With its first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** "a, b and c". */
export function listed(words: string[], joint = 'and'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`
}

/** "3 h 20 min", "45 min", "2 days". */
export function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60)
    return `${Math.floor(minutes / 60)} h ${minutes % 60 ? `${minutes % 60} min` : ''}`.trim()
  return `${Math.round(minutes / 1440)} days`
}

/** At most `length` characters, cut between words. */
export function short(text: string, length: number): string {
  if (text.length <= length) return text.trim()
  const cut = text.slice(0, length - 1)
  return `${(/\s/.test(cut) ? cut.replace(/\s+\S*$/, '') : cut).trimEnd()}…`
}

/** Text that is safe in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

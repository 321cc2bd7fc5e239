import type { Recipient } from '../channel.ts'

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
  if (!/[&<>"']/.test(text)) return text
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** Text that goes into a header: no line breaks, no control or direction characters. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .trim()
}

/** The reader's name as a mail shows it: one line of at most 100 characters; empty where there is none. */
export function nameOf({ name }: Recipient): string {
  if (!name || (name.length <= 100 && /^\w+(?: \w+)*$/.test(name))) return name ?? ''
  return [...oneLine(name)].slice(0, 100).join('').trim()
}

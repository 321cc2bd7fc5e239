import { directionOf, type Language } from '#src/words/language.ts'
import type { Recipient } from '../channel.ts'

/** With its first letter small, as within a sentence. */
export function small(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** A name, an address or a link within a line that may run from right to left: it runs its own way, and pulls nothing along. */
export function apart(text: string, language: Language): string {
  return directionOf(language) === 'rtl' ? `\u2068${text}\u2069` : text
}

/** Between two things that stand side by side. */
export function joint(language: Language): string {
  if (language === 'ja') return '、'
  return language === 'ar' ? '، ' : ', '
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

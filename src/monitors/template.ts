import type { Alarm } from './alarm.ts'

/** So much of one value goes into a text for customers. */
const MOST = 500

/** `{{title}}`, `{{text}}`, `{{severity}}`, `{{url}}`, `{{labels.service}}`. */
const PLACE = /\{\{\s*([\w.-]+)\s*\}\}/g
export const PLACES = ['title', 'text', 'severity', 'url'] as const

/** The names in a template that stand for nothing. */
export function unknownPlaces(template: string): string[] {
  return [...template.matchAll(PLACE)]
    .map(([, name = '']) => name)
    .filter((name) => !PLACES.some((known) => known === name) && !/^labels\../.test(name))
}

/** A template as Markdown: what comes from the monitor is plain words in it, whatever signs it holds. */
export function fillMarkdown(template: string, alarm: Alarm): string {
  return template.replace(PLACE, (_, name: string) => asWords(said(name, alarm)))
}

/** A template as one line of plain text. */
export function fillLine(template: string, alarm: Alarm, most: number): string {
  const filled = template
    .replace(PLACE, (_, name: string) => said(name, alarm))
    .replace(/\s+/g, ' ')
    .trim()
  return filled.length <= most ? filled : `${filled.slice(0, most - 1).toWellFormed()}…`
}

function said(name: string, { labels, title, text, severity, url }: Alarm): string {
  const own = { title, text, severity, url: url ?? '' }
  const label = /^labels\.(.+)$/.exec(name)?.[1]
  const value = label
    ? Object.hasOwn(labels, label) && labels[label]?.join(', ')
    : Object.hasOwn(own, name) && own[name as keyof typeof own]
  return (value || '').replace(/\s+/g, ' ').slice(0, MOST).toWellFormed()
}

// An address becomes a link by its look alone, escaped or not: a sign that nobody sees parts what makes it look so.
const JOINER = '\u2060'

function asWords(value: string): string {
  return value
    .replace(/(https?:\/\/|@)/gi, `$1${JOINER}`)
    .replace(/www(?=\.)/gi, (www) => www + JOINER)
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
}

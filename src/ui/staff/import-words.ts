import type { Column } from '#src/subscribers/import/columns.ts'
import type { Counts } from '#src/subscribers/import/counts.ts'

/** What a column of a list holds, as it is chosen. */
export const COLUMN_WORDS: Record<Column, string> = {
  type: 'Kind of address (email, sms)',
  email: 'Mail address',
  phone: 'Mobile number',
  address: 'Mail address or number',
  country: 'Country of the number',
  confirmed: 'Agreed already (yes, no)',
  name: 'Name',
  language: 'Language',
  zone: 'Time zone',
  kinds: 'Kinds of posts',
  components: 'Components',
  impact: 'Least severity',
  tags: 'Tags',
  agreed: 'Day of the consent',
  state: 'State',
  rhythm: 'Rhythm (now, daily, weekly)',
  digest: 'Time of the digest',
  quiet: 'Quiet hours',
  breaks: 'Critical at once (yes, no)',
}

const WORDS: [keyof Counts, string][] = [
  ['added', 'New, told from now on'],
  ['asked', 'New, asked by mail first'],
  ['kept', 'Already there, kept as they are'],
  ['left', 'Left by their own hand, skipped'],
  ['suppressed', 'Cannot be reached, skipped'],
  ['often', 'Asked too often already, skipped'],
  ['doubled', 'Twice in the file, taken once'],
  ['unfit', 'Cannot be read, skipped'],
]

/** What became of the rows, or would become of them; what is none is left out. */
export function countsInWords(counts: Counts): { word: string; count: string }[] {
  return WORDS.filter(([name]) => counts[name] > 0).map(([name, word]) => ({
    word,
    count: counts[name].toLocaleString('en'),
  }))
}

export const IMPORT_WORDS: Record<string, string> = {
  new: 'Not read yet',
  checking: 'Being checked',
  checked: 'Checked, not started',
  running: 'Coming in',
  clearing: 'Finishing',
  done: 'Came in',
  cancelled: 'Stopped',
}

/** Of bytes, in whole percent: 100 only at the end. */
export const percentOf = (done: number, all: number) =>
  all > 0 ? (done >= all ? 100 : Math.min(99, Math.floor((done / all) * 100))) : 0

/** “about 12 minutes”, for so many who are asked ten a second. */
export function askingTime(people: number): string {
  const minutes = Math.ceil(people / 600)
  if (minutes < 2) return 'about a minute'
  return minutes < 120 ? `about ${minutes} minutes` : `about ${Math.round(minutes / 60)} hours`
}

import { diffWordsWithSpace } from 'diff'

/** A stretch of a text that was changed. */
export interface Part {
  text: string
  change: 'same' | 'removed' | 'added'
}

/** Texts that share less than this are told apart as a whole: finding out word by word would take too long. */
const MOST_CHANGES = 1_000

/**
 * What became of a text, word by word: what stayed, what was taken out, what came in. All parts but the added ones make up
 * the old text, all but the removed ones the new.
 */
export function difference(before: string, after: string): Part[] {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MOST_CHANGES })
  if (!parts)
    return [
      { text: before, change: 'removed' },
      { text: after, change: 'added' },
    ]
  return parts.map(({ value, added, removed }) => ({
    text: value,
    change: added ? 'added' : removed ? 'removed' : 'same',
  }))
}

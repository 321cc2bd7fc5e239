import type { Update } from '#src/posts/post.ts'

/** An update, and those just before it that said the same in the same words. */
export interface Run {
  update: Update
  before: Update[]
}

/**
 * Neighbours that say the same thing as one: imported records repeat themselves at every change that was made elsewhere.
 * Newest first, as given. What changed a component or was edited stands for itself.
 */
export function runsOf(updates: Update[]): Run[] {
  const runs: Run[] = []
  for (const update of updates) {
    const last = runs.at(-1)
    if (last && sayTheSame(last.update, update)) last.before.push(update)
    else runs.push({ update, before: [] })
  }
  return runs
}

function sayTheSame(newer: Update, older: Update): boolean {
  return (
    newer.state === older.state &&
    newer.body.trim() === older.body.trim() &&
    newer.authorName === older.authorName &&
    [newer, older].every(
      ({ editedAt, components }) =>
        editedAt === null && components.every(({ oldStatus, status }) => oldStatus === status),
    )
  )
}

import type { Impact, State } from '#src/posts/kinds.ts'
import { STATUS_LABELS, type Status } from '#src/status/component.ts'

/** What is said where a program says only how it stands: the phrases of the field. */
export const WORDS: Partial<Record<State, string>> = {
  investigating: 'We are currently investigating this issue.',
  identified: 'The issue has been identified and a fix is being implemented.',
  monitoring: 'A fix has been implemented and we are monitoring the results.',
  resolved: 'This incident has been resolved.',
  scheduled: 'We will be undergoing scheduled maintenance during this time.',
  in_progress: 'Scheduled maintenance is currently in progress. We will provide updates as necessary.',
  verifying: 'Verification is currently underway for the maintenance items.',
  completed: 'The scheduled maintenance has been completed.',
  cancelled: 'This maintenance has been cancelled.',
}

/** What is said when a program changes something without a word: nothing that we have said changes silently. */
export function wordsFor(changed: {
  components: { name: string; status: Status }[]
  impact: Impact | undefined
  window: string | undefined
}): string {
  const sentences = changed.components.map(
    ({ name, status }) => `${name}: ${STATUS_LABELS[status].toLowerCase()}.`,
  )
  if (changed.impact) sentences.push(`The impact is now: ${changed.impact}.`)
  if (changed.window) sentences.push(`The time has changed: now ${changed.window}.`)
  return sentences.join(' ')
}

import type { Made } from '#src/monitors/made.ts'
import type { Rule } from '#src/monitors/rule.ts'

export const DEED_CHOICES: { value: Rule['deed']; label: string; hint: string }[] = [
  { value: 'draft', label: 'Make a draft for a person', hint: 'Nothing is published and nobody is told.' },
  {
    value: 'publish',
    label: 'Publish at once',
    hint: 'With the words below; nobody looks at it before customers do.',
  },
  { value: 'ignore', label: 'Ignore it', hint: 'It is written down here, and that is all.' },
]

export const ENDING_CHOICES: { value: Rule['ending']; label: string; hint: string }[] = [
  { value: 'leave', label: 'Leave the end to a person', hint: 'The incident stays as it is.' },
  { value: 'monitoring', label: 'Write “Monitoring”', hint: 'A person resolves it when they have looked.' },
  { value: 'resolve', label: 'Resolve it', hint: 'Components go back to operational.' },
]

export const MADE_WORDS: Record<Made['made'], string> = {
  draft: 'Draft made',
  published: 'Published',
  updated: 'Update written',
  ended: 'End written',
  joined: 'Joined an incident',
  waiting: 'Waits',
  left: 'Left to a person',
  ignored: 'Ignored',
  nothing: 'Nothing to do',
  unreadable: 'Cannot be read',
}

/** What a rule does, in one line of a list. */
export function ruleInWords({ conditions, deed, graceMinutes, ending }: Rule): string {
  const when = conditions.map(({ subject, label, way, value }) => {
    const what = subject === 'label' ? `label ${label}` : subject
    return `${what} ${way === 'equals' ? 'is' : 'contains'} “${value}”`
  })
  const done = { draft: 'makes a draft', publish: 'publishes', ignore: 'ignores it' }[deed]
  const wait = graceMinutes && deed !== 'ignore' ? ` after ${graceMinutes} min` : ''
  const end = { leave: '', monitoring: ', then writes “Monitoring”', resolve: ', then resolves' }[ending]
  return `When ${when.join(' and ') || 'anything fires'}: ${done}${wait}${deed === 'publish' ? end : ''}.`
}

import type { AlertKind } from '#db/queries/alerts.ts'
import type { Impact, Kind, Label, Reason, State } from '#src/posts/kinds.ts'
import { en } from '#src/words/labels/en.ts'

/** What a state means, for those who choose it at three in the morning. */
export const STATE_HINTS: Partial<Record<State, string>> = {
  investigating: 'We see it and look for the cause.',
  identified: 'We know the cause and work on it.',
  monitoring: 'It should be over; we watch.',
  resolved: 'It is over. Components go back to operational.',
  postmortem: 'What happened, why, and what we change.',
  scheduled: 'It begins and ends by itself.',
  in_progress: 'It has begun.',
  verifying: 'Done; we check.',
  completed: 'It is over.',
  cancelled: 'It will not happen.',
  planned: 'We mean to do it.',
  early_access: 'Some people have it.',
  released: 'Everybody has it.',
  withdrawn: 'We took it back.',
}

export const IMPACT_HINTS: Record<Impact, string> = {
  none: 'Nobody should notice.',
  minor: 'A nuisance; there is a way round.',
  major: 'Something important does not work.',
  critical: 'Most people cannot work.',
}

export const REASON_LABELS: Record<Reason, string> = {
  maintenance: 'Maintenance',
  holiday: 'Holiday',
  weather: 'Weather',
  other: 'Something else',
}

export const LABEL_LABELS: Record<Label, string> = en.label

export const PLURALS: Record<Kind, string> = {
  incident: 'Incidents',
  closure: 'Closures',
  release: 'Releases',
}

export const PROMISES = [
  { value: '', label: 'No promise' },
  { value: '15', label: 'In 15 minutes' },
  { value: '30', label: 'In 30 minutes' },
  { value: '60', label: 'In 1 hour' },
  { value: '120', label: 'In 2 hours' },
  { value: '240', label: 'In 4 hours' },
  { value: '720', label: 'In 12 hours' },
  { value: '1440', label: 'In 24 hours' },
] as const

export const REMINDERS = [
  { value: '', label: 'No reminder' },
  { value: '60', label: '1 hour before' },
  { value: '240', label: '4 hours before' },
  { value: '720', label: '12 hours before' },
  { value: '1440', label: '24 hours before' },
  { value: '2880', label: '2 days before' },
  { value: '4320', label: '3 days before' },
  { value: '10080', label: '7 days before' },
] as const

/** “Publish and tell 1,214 people”, or whatever is true. `exact`: counted for what is typed now. */
export function publishLabel(people: number | null, chosen: boolean, exact: boolean): string {
  if (!chosen || people === null) return 'Publish and tell those ticked'
  if (people === 0) return 'Publish (nobody has asked to hear this)'
  const number = people.toLocaleString('en')
  return `Publish and tell ${exact ? '' : 'up to '}${number} ${people === 1 ? 'person' : 'people'}`
}

/** What pressing the button of an alert does; those without one end by themselves. */
export const ALERT_BUTTONS: Partial<Record<AlertKind, string>> = {
  stopped: 'Send again now',
  policy: 'Send again now',
  country: 'Send there again now',
  cap: 'Send again now',
  filtered: 'Send again now',
  codes: 'Open it again',
  errors: 'It is mended',
  impossible: 'It is mended',
  monitor: 'It is mended',
}

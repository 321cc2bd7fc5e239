import { z } from 'zod'
import { CHANNEL_NAMES, withFollowers } from '#src/channels/index.ts'
import { choice } from '#src/fields.ts'
import { LIMITS } from '#src/posts/fields.ts'
import { IMPACTS } from '#src/posts/kinds.ts'
import { STATUSES } from '#src/status/component.ts'
import type { Alarm } from './alarm.ts'

export const SUBJECTS = ['title', 'text', 'severity', 'label'] as const
export const WAYS = ['contains', 'equals'] as const
export const DEEDS = ['draft', 'publish', 'ignore'] as const
export const ENDINGS = ['leave', 'monitoring', 'resolve'] as const
export interface Condition {
  subject: (typeof SUBJECTS)[number]
  /** Its name, where the subject is a label. */
  label: string
  way: (typeof WAYS)[number]
  value: string
}

const number = (most: number, wrong: string) =>
  z.preprocess(
    (value) => (value === undefined || value === '' ? 0 : value),
    z.coerce.number({ error: wrong }).int(wrong).min(0, wrong).max(most, wrong),
  )
const minutes = number(10_080, 'Give whole minutes, 0 to 10,080 (a week).')
const lines = (most: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : ''),
    z
      .string()
      .trim()
      .max(most, `Keep this under ${most.toLocaleString('en')} characters.`),
  )
const several = (value: unknown) => (value === undefined || value === '' ? [] : [value].flat())
const yes = z.preprocess((value) => value === 'yes' || value === true, z.boolean())

/** What a rule holds besides its name and conditions, as its form sends it. */
export const settings = z.object({
  /** What is done when it fires. */
  deed: choice(DEEDS, 'Choose what is to be done.'),
  /** Only after it has fired for so many minutes. */
  graceMinutes: minutes,
  components: z.preprocess(several, z.array(z.string().regex(/^[a-z0-9]{1,64}$/i, 'Choose again.')).max(100)),
  status: choice(STATUSES, 'Choose how these components stand.'),
  impact: choice(IMPACTS, 'Choose how heavy it is.'),
  title: lines(LIMITS.title),
  text: lines(4_000),
  channels: z.preprocess(several, z.array(z.enum(CHANNEL_NAMES, { error: 'This channel is not known.' }))),
  /** What is done when it is over. */
  ending: choice(ENDINGS, 'Choose what is done when it is over.'),
  endText: lines(4_000),
  /** Only after it has been quiet for so many minutes. */
  calmMinutes: minutes,
  /** Also where a person has written since. */
  overPeople: yes,
  /** No second announcement that it fires within so many minutes. */
  quietMinutes: minutes,
  /** Firing again within so many minutes of its end, it goes on in the same incident. */
  reopenMinutes: minutes,
  /** Other alarms of this rule join an incident of it that is open. */
  together: yes,
})

export interface Rule extends z.output<typeof settings> {
  name: string
  /** All of them hold; none: every alarm. */
  conditions: Condition[]
}

/** What a rule's form begins with: it does nothing that people would not. */
export const FIRST_RULE: Rule = {
  name: '',
  conditions: [],
  deed: 'draft',
  graceMinutes: 2,
  components: [],
  status: 'partial_outage',
  impact: 'major',
  title: '',
  text: '',
  channels: withFollowers(['email']),
  ending: 'monitoring',
  endText: '',
  calmMinutes: 2,
  overPeople: false,
  quietMinutes: 30,
  reopenMinutes: 60,
  together: true,
}

/** Without a rule that fits: a draft at once, and nobody is told. */
export const NO_RULE: Rule = {
  ...FIRST_RULE,
  graceMinutes: 0,
  components: [],
  channels: [],
  ending: 'leave',
  calmMinutes: 0,
  together: false,
}

/** Whether every condition of a rule holds for an alarm; upper and lower case are the same. */
export function fits(rule: Pick<Rule, 'conditions'>, alarm: Alarm): boolean {
  return rule.conditions.every(({ subject, label, way, value }) => {
    const wanted = value.toLowerCase()
    const said = subject === 'label' ? labelled(alarm, label) : [alarm[subject]]
    return said.some((one) => {
      const has = one.toLowerCase()
      return way === 'equals' ? has === wanted : has.includes(wanted)
    })
  })
}

function labelled(alarm: Alarm, name: string): string[] {
  return Object.hasOwn(alarm.labels, name) ? (alarm.labels[name] ?? []) : []
}

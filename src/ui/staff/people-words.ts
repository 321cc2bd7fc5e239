import type { Standing } from '#db/queries/people.ts'
import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { type Hours, RHYTHMS } from '#src/subscribers/hours.ts'
import type { Act, Choices } from '#src/subscribers/subscriber.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import { listOf } from '#src/words/plural.ts'
import type { Tone } from '../tones.ts'

/** How somebody stands, in a word. */
export const STANDING_WORDS: Record<Standing, { word: string; tone: Tone }> = {
  active: { word: 'Hears', tone: 'good' },
  asked: { word: 'Asked, no answer yet', tone: 'closed' },
  quarantined: { word: 'In quarantine', tone: 'minor' },
  suppressed: { word: 'Cannot be reached', tone: 'major' },
  left: { word: 'Has left', tone: 'quiet' },
}

export const ORIGIN_WORDS: Record<string, string> = {
  page: 'Subscribed on the page',
  staff: 'Added by staff',
  import: 'Came with a list',
  program: 'Added by a program',
}

export const ACT_WORDS: Record<Act, string> = {
  asked: 'Was asked',
  confirmed: 'Said yes',
  changed: 'Changed their choices',
  left: 'Left',
  vouched: 'Had agreed elsewhere',
}

/** What a channel is called in a list. */
export const channelWord = (channel: Channel): string => aboutOf(channel).label

/** “Incidents and closures, of everything”: what somebody chose, as a sentence without its end. */
export function choicesInWords(
  { kinds, components, leastImpact }: Choices,
  names: Map<string, string>,
): string {
  const { kinds: words, impact } = labelsIn('en')
  if (!kinds.length) return 'Nothing yet'
  const what = listOf(
    'en',
    kinds.map((kind) => words[kind]),
  )
  const of =
    components === 'all'
      ? 'about everything there is'
      : `about ${listOf(
          'en',
          components.map((id) => names.get(id) ?? 'something that is gone'),
        )}`
  const least = leastImpact === 'none' ? '' : `; incidents only from ${impact[leastImpact].toLowerCase()} on`
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}, ${of}${least}`
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const RHYTHM_WORDS = {
  now: 'Each message as it comes',
  daily: 'One message a day',
  weekly: 'One message a week',
}
const clockOf = (minute: number) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`

/** When somebody hears, in sentences; their pause stands elsewhere. */
export function hoursInWords({ rhythm, digestMinute, digestDay, quiet, breaksThrough }: Hours): string {
  const known = RHYTHMS.find((one) => one === rhythm) ?? 'now'
  const on = known === 'weekly' ? ` on ${DAYS[digestDay - 1]}` : ''
  const at = known === 'now' ? '' : `${on} at ${clockOf(digestMinute)}`
  const calm = quiet ? ` Nothing from ${clockOf(quiet.from)} to ${clockOf(quiet.until)}.` : ''
  const through = breaksThrough ? ' Critical incidents come at once all the same.' : ''
  return `${RHYTHM_WORDS[known]}${at}.${calm}${through}`
}

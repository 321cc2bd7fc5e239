import type { Alarm, AlertKind } from '#db/queries/alerts.ts'
import type { Channel, Sign } from '#src/channels/channel.ts'
import { aboutOf, isChannel } from '#src/channels/index.ts'
import { countryName } from '#src/subscribers/country-name.ts'

/** A relay that is away for a moment is nobody's business. */
const RELAY_DOWN_FOR = 60_000

/** What an alert is about: a channel, or what goes one way on it. */
export function subjectOf(channel: Channel, destination = ''): string {
  return destination ? `${channel}:${destination}` : channel
}

/** The channel and destination of a subject; null where it is about neither. */
export function placeOf(subject: string): { channel: Channel; destination: string } | null {
  const [, channel, destination = ''] = /^([^:]+)(?::(.+))?$/.exec(subject) ?? []
  return channel && isChannel(channel) ? { channel, destination } : null
}

/** What staff are told of an answer that stops more than one message; undefined where they need not know. */
export function alarmFor(
  sign: Sign | undefined,
  { channel, destination, reason }: { channel: Channel; destination: string; reason: string },
  at: number,
): Alarm | undefined {
  const told: Partial<Record<Sign, [AlertKind, string]>> = {
    account: ['stopped', `${aboutOf(channel).words.begin} stopped: our account or sender is refused.`],
    country: [
      'country',
      `Text messages to ${countryName(destination)} stopped: the carrier has not enabled that country for us.`,
    ],
    cap: ['cap', 'The carrier’s daily limit is reached. What is left goes when it begins anew.'],
    impossible: [
      'impossible',
      'A text was refused as too long, which must never happen. Please tell whoever looks after Candor.',
    ],
  }
  const [kind, text] = (sign && told[sign]) ?? []
  return kind && text
    ? { kind, subject: subjectOf(channel, destination), text: quoted(text, reason), at }
    : undefined
}

/** The relay or carrier cannot be reached; staff see it when that lasts. */
export function relayAlarm(channel: Channel, reason: string, at: number): Alarm {
  const text = quoted(aboutOf(channel).words.away, reason)
  return { kind: 'relay', subject: channel, text, at, afterMs: RELAY_DOWN_FOR }
}

/** What was being told has been put aside, and nobody hears of it until somebody has answered. */
export function asideAlarm(why: 'stale' | 'restored', at: number): Alarm {
  const because =
    why === 'stale' ? 'Nothing could be sent for a while' : 'The database was restored from a copy'
  return {
    kind: 'aside',
    subject: 'announcements',
    text: `${because}, so what was being told has been put aside. Say whether it still goes.`,
    at,
  }
}

/** Too many of the last answers said the same. */
export function sampleAlarm(
  sign: 'policy' | 'filtered' | 'other',
  { channel, destination, hits, size }: { channel: Channel; destination: string; hits: number; size: number },
  at: number,
): Alarm {
  const share = `${hits} of the last ${size}`
  const told = {
    policy: [
      'policy',
      `Mail to ${destination} is refused for reasons that lie with us, ${share}. It waits for an hour.`,
    ],
    filtered: ['filtered', `Carriers filter our texts, ${share}. All texts wait for an hour.`],
    other: ['errors', `Texts are refused for reasons that we have no rule for, ${share}.`],
  } as const
  const [kind, text] = told[sign]
  return { kind, subject: subjectOf(channel, destination), text, at }
}

/** What the carrier itself said, for whoever has to mend it; where nobody said anything, what our own system found. */
function quoted(text: string, reason: string): string {
  if (!reason) return text
  const found = FOUND[reason]
  return found ? `${text} ${found} (${reason}).` : `${text} They said: ${reason}`
}

const NO_ANSWER = 'Nobody answers at its address'
/** Our system's words for a connection that came to nothing. */
const FOUND: Record<string, string | undefined> = {
  ECONNREFUSED: 'Nothing listens at its address',
  ECONNRESET: 'It broke the connection off',
  ETIMEDOUT: NO_ANSWER,
  EHOSTUNREACH: NO_ANSWER,
  ENETUNREACH: 'No way leads to its network',
  ENOTFOUND: 'Its name is not known',
  EAI_AGAIN: 'Its name cannot be looked up just now',
}

/** Of an alarm that email itself raised as a whole: whoever reads the mail about it knows that mail goes again. */
export function isOverOnceRead({ kind, subject }: { kind: AlertKind; subject: string }): boolean {
  return subject === 'email' && (kind === 'relay' || kind === 'stopped')
}

const AFTER = 'Whoever waits is told when it goes on; nobody is missed and nobody is told twice.'
const OTHERS = 'Everybody else is told as usual.'

/** What owners are written of each alarm: in a few words, and what it means for those who wait. */
export const ALARMS: Record<AlertKind | 'through', { title: string; meaning: string; holdsAll?: true }> = {
  stopped: { title: 'Sending has stopped', meaning: AFTER, holdsAll: true },
  relay: { title: 'The carrier cannot be reached', meaning: AFTER, holdsAll: true },
  through: {
    title: 'Mail could not leave for a while',
    meaning: 'That you read this shows that mail goes again. Whoever waited is told now; nobody is missed.',
  },
  filtered: { title: 'Text messages are filtered', meaning: `${AFTER} Mail goes as usual.`, holdsAll: true },
  cap: { title: 'The daily limit is reached', meaning: AFTER, holdsAll: true },
  policy: {
    title: 'Mail is refused because of us',
    meaning: `Those who read their mail there wait. ${OTHERS}`,
  },
  country: { title: 'Texts to a country stopped', meaning: `Those with a number there wait. ${OTHERS}` },
  codes: {
    title: 'Nobody can subscribe by text in a country',
    meaning:
      'Those with a number there who ask for a code get none until somebody opens it again. Whoever is subscribed is told as usual.',
  },
  errors: {
    title: 'Text messages are refused',
    meaning: `Those refused have not been told and are not tried again by themselves. ${OTHERS}`,
  },
  impossible: {
    title: 'A text was too long',
    meaning: `Whoever should have had it has not been told by text. ${OTHERS}`,
  },
  aside: {
    title: 'What was being told waits for an answer',
    meaning: 'Nobody hears more of it until somebody says so. What is published since goes as usual.',
  },
  monitor: {
    title: 'What a monitor sends cannot be read',
    meaning: 'No incident is made of it until it can. See the monitors in the staff area for what came.',
  },
  bounces: {
    title: 'Releases pause: too many addresses are gone',
    meaning: 'Those who asked for releases wait until somebody looks. Incidents and closures go on.',
  },
  complaints: {
    title: 'Releases pause: too many complaints',
    meaning: 'Those who asked for releases wait until somebody looks. Incidents and closures go on.',
  },
}

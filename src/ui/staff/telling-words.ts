import type { DeliveryState } from '#src/deliveries/delivery.ts'
import { type Progress, unreached } from '#src/deliveries/progress.ts'
import type { IconName } from '../icons.ts'
import { lasting } from '../time.ts'
import type { Tone } from '../tones.ts'

/** What a delivery's state is called, and how it is drawn. */
export const DELIVERY_WORDS: Record<DeliveryState, { word: string; tone: Tone }> = {
  sent: { word: 'Sent', tone: 'good' },
  digested: { word: 'In a digest', tone: 'good' },
  pending: { word: 'Waiting', tone: 'quiet' },
  held: { word: 'Until their hours', tone: 'quiet' },
  claimed: { word: 'Leaving now', tone: 'closed' },
  retry: { word: 'Trying again', tone: 'minor' },
  unknown: { word: 'Not known yet', tone: 'minor' },
  failed: { word: 'Failed', tone: 'critical' },
  suppressed: { word: 'Left before', tone: 'quiet' },
  superseded: { word: 'Told by a later one', tone: 'quiet' },
  expired: { word: 'Too late', tone: 'major' },
  cancelled: { word: 'Stopped', tone: 'quiet' },
}

/** From what is done to what has not begun, as a bar shows it; what was left out stands at its end. */
export const BAR_ORDER: readonly DeliveryState[] = [
  'sent',
  'digested',
  'failed',
  'expired',
  'unknown',
  'retry',
  'claimed',
  'pending',
  'held',
  'superseded',
  'suppressed',
  'cancelled',
]

/** What was heard last of a message after it had left; what nobody has said is nothing to read. */
const CARRIER_WORDS: Record<string, { word: string; tone: Tone }> = {
  delivered: { word: 'Arrived', tone: 'good' },
  read: { word: 'Read', tone: 'good' },
  undelivered: { word: 'Did not arrive', tone: 'critical' },
  failed: { word: 'Did not arrive', tone: 'critical' },
  bounced: { word: 'Came back', tone: 'critical' },
  complained: { word: 'Called spam', tone: 'critical' },
}

/** How a delivery stands, in a word: its state, or what is known of it since. */
export function deliveryWord(delivery: { state: string; outcome: string | null }): {
  word: string
  tone: Tone
} {
  const later = delivery.state === 'sent' ? CARRIER_WORDS[delivery.outcome ?? ''] : undefined
  return later ?? DELIVERY_WORDS[delivery.state as DeliveryState]
}

/** How it is drawn; its words are {@link phaseWord}. Green is only where nobody was missed. */
export function phaseLook(progress: Progress): { tone: Tone; icon: IconName } {
  switch (progress.phase) {
    case 'held':
      return { tone: 'closed', icon: 'clock' }
    case 'gathering':
    case 'sending':
      return { tone: 'closed', icon: 'mail' }
    case 'paused':
      return { tone: 'minor', icon: 'partial' }
    case 'stopped':
      return { tone: 'quiet', icon: 'none' }
    case 'done':
      if (unreached(progress))
        return progress.sent ? { tone: 'minor', icon: 'alert' } : { tone: 'critical', icon: 'outage' }
      return progress.sent ? { tone: 'good', icon: 'good' } : { tone: 'quiet', icon: 'none' }
  }
}

/** What is going on, in a few words. */
export function phaseWord(progress: Progress): string {
  switch (progress.phase) {
    case 'held':
      return 'About to leave'
    case 'gathering':
    case 'sending':
      return progress.open > 0 && progress.open === progress.byState.held
        ? 'The rest hear it in their own hours'
        : 'People are being told'
    case 'paused':
      return progress.pauseReason === 'staff' ? 'Held by staff' : 'Put aside until somebody decides'
    case 'stopped':
      return 'Stopped by staff'
    case 'done':
      if (progress.recipients === 0) return 'Nobody was subscribed to this'
      if (!unreached(progress)) return progress.sent ? 'Everybody has been told' : 'Nobody was told by this'
      if (!progress.sent) return 'Done; nobody was reached'
      return `Done; ${unreached(progress).toLocaleString('en')} ${unreached(progress) === 1 ? 'was' : 'were'} not reached`
  }
}

/** What to ask staff about an announcement that was put aside by itself; undefined when it was not. */
export function questionInWords(
  announcement: {
    created_at: number
    paused_at: number | null
    cancelled_at: number | null
    done_at: number | null
    pause_reason: string | null
  },
  untold: number | undefined,
  now: number,
): { what: string; ask: string } | undefined {
  const { paused_at, cancelled_at, done_at, pause_reason, created_at } = announcement
  if (paused_at === null || cancelled_at !== null || done_at !== null) return undefined
  const people =
    untold === undefined
      ? 'people have not been told'
      : untold === 1
        ? '1 person has not been told'
        : `${untold.toLocaleString('en')} people have not been told`
  const written = `This was written ${lasting(Math.max(0, now - created_at))} ago and ${people}.`
  switch (pause_reason) {
    case 'stale':
      return { what: written, ask: 'Nothing could be sent meanwhile. Send it now, or leave it?' }
    case 'restored':
      return {
        what: written,
        ask: 'The database was restored from a copy, so some may have heard it since. Send it now, or leave it?',
      }
    case 'rates':
      return {
        what: 'Too many of these messages came back, so sending stopped by itself.',
        ask: `${people.charAt(0).toUpperCase()}${people.slice(1)}. Go on, or leave it?`,
      }
    default:
      return undefined
  }
}

/** What trying failures again has come to. */
export function retriedInWords(again: number, passedOver: number): string {
  const count = (number: number) => number.toLocaleString('en')
  const tried =
    again === 0 ? 'Nobody is tried again.' : `${count(again)} ${again === 1 ? 'is' : 'are'} tried again.`
  if (!passedOver) return tried
  return `${tried} ${count(passedOver)} ${passedOver === 1 ? 'is' : 'are'} left out: they have left, may not be written to, or a later update tells them.`
}

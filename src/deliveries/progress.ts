import type { AnnouncementRow } from '#db/schema.ts'
import type { Channel } from '#src/channels/channel.ts'
import { DELIVERY_STATES, type DeliveryState, OPEN_STATES, type Tally } from './delivery.ts'
import { durationInWords, speedInWords } from './pace-words.ts'

/** How far an announcement has come. `recipients` is always the sum over all states; `sent`: told, in a digest too. */
export interface Progress {
  phase: 'held' | 'gathering' | 'sending' | 'paused' | 'done' | 'stopped'
  recipients: number
  sent: number
  open: number
  byState: Record<DeliveryState, number>
  /** Whole seconds until the first message may leave; 0 when that is now. */
  holdSeconds: number
  /** Why it is paused; null while it is not. */
  pauseReason: string | null
}

/** What the tallies of an announcement mean now. Pure, and computed from the ledger alone. */
export function progressOf(
  announcement: Pick<
    AnnouncementRow,
    'hold_until' | 'expanded_at' | 'paused_at' | 'pause_reason' | 'cancelled_at' | 'done_at'
  >,
  tallies: Partial<Record<Channel, Tally>>,
  now: number,
): Progress {
  const byState = Object.fromEntries(
    DELIVERY_STATES.map((state) => [
      state,
      Object.values(tallies).reduce((sum, tally) => sum + tally[state], 0),
    ]),
  ) as Record<DeliveryState, number>
  return {
    phase: phaseOf(announcement, now),
    recipients: DELIVERY_STATES.reduce((sum, state) => sum + byState[state], 0),
    sent: byState.sent + byState.digested,
    open: OPEN_STATES.reduce((sum, state) => sum + byState[state], 0),
    byState,
    holdSeconds: Math.max(0, Math.ceil((announcement.hold_until - now) / 1000)),
    pauseReason: announcement.paused_at === null ? null : (announcement.pause_reason ?? 'staff'),
  }
}

function phaseOf(announcement: Parameters<typeof progressOf>[0], now: number): Progress['phase'] {
  if (announcement.cancelled_at !== null) return 'stopped'
  if (announcement.done_at !== null) return 'done'
  if (announcement.paused_at !== null) return 'paused'
  if (announcement.hold_until > now) return 'held'
  return announcement.expanded_at === null ? 'gathering' : 'sending'
}

/** Messages per second between the first and the last; null when there is nothing to divide. */
export function rateOf(span: { first: number; last: number; sent: number } | undefined): number | null {
  if (!span || span.sent < 2 || span.last <= span.first) return null
  return ((span.sent - 1) * 1000) / (span.last - span.first)
}

/** How far it is, in a sentence or two. `expected`: how many it would reach, while that is not yet written down. */
export function progressInWords(progress: Progress, expected?: number): string {
  const count = (number: number) => number.toLocaleString('en')
  switch (progress.phase) {
    case 'held':
      return `${expected === undefined ? 'Nothing has left yet.' : `${count(expected)} ${expected === 1 ? 'person' : 'people'} will be told.`} The first message leaves in ${progress.holdSeconds} s; until then it can be stopped whole.`
    case 'gathering':
      return `Gathering whom it concerns; ${count(progress.sent)} of ${count(progress.recipients)} so far have been told.`
    case 'sending':
      return `${count(progress.sent)} of ${count(progress.recipients)} have been told; ${restInWords(progress)}.`
    case 'paused':
      return `${progress.pauseReason === 'staff' ? 'Held' : 'Put aside'} after ${count(progress.sent)} of ${count(progress.recipients)}.`
    case 'stopped':
      return `Stopped by staff after ${count(progress.sent)} of ${count(progress.recipients)}.`
    case 'done':
      return progress.recipients === 0
        ? 'Nobody was subscribed to this.'
        : `${count(progress.sent)} of ${count(progress.recipients)} have been told${unreached(progress) ? `; ${count(unreached(progress))} could not be reached` : ''}.`
  }
}

/** “120 wait for their hours”: they chose when they want to hear. */
function keptInWords(held: number): string {
  return `${held.toLocaleString('en')} ${held === 1 ? 'waits for the hours that they chose' : 'wait for the hours that they chose'}`
}

function restInWords({ open, byState }: Progress): string {
  const leaving = open - byState.held
  const onTheWay = leaving || !byState.held ? `${leaving.toLocaleString('en')} are on their way` : ''
  return [onTheWay, byState.held ? keptInWords(byState.held) : ''].filter(Boolean).join(', ')
}

/** What is over: nothing of it changes any more by itself. */
export function isOver({ phase, open }: Pick<Progress, 'phase' | 'open'>): boolean {
  return phase === 'done' || (phase === 'stopped' && open === 0)
}

/** Those who are not told by this, for good: they left before, are told by a later one, or it was stopped. */
export function leftOut({ byState }: Pick<Progress, 'byState'>): number {
  return byState.suppressed + byState.superseded + byState.cancelled
}

/** Those whom nobody could reach. */
export function unreached({ byState }: Pick<Progress, 'byState'>): number {
  return byState.failed + byState.expired
}

/**
 * How fast it goes and how long it will take, in one plain sentence. `speed`: messages a second now, null while it is
 * not known. What only waits for its next try has no end that anybody could foresee.
 */
export function paceInWords(progress: Progress, speed: number | null): string {
  const { held } = progress.byState
  const trying = progress.byState.retry + progress.byState.unknown
  const leaving = progress.open - trying - held
  switch (progress.phase) {
    case 'held':
      return `The first message leaves in ${progress.holdSeconds} s. Until then it can be stopped whole.`
    case 'gathering':
      return `Gathering whom it concerns${speed ? `; ${speedInWords(speed)} leave meanwhile` : ''}.`
    case 'sending':
      if (leaving === 0 && trying === 0 && held > 0) return `${keptInWords(held)}, which come by themselves.`
      if (leaving === 0 && trying > 0) return 'What is left is tried again later, by itself.'
      if (speed === null) return 'Measuring how fast it goes.'
      if (speed === 0) return 'Nothing has left for ten seconds.'
      return `${capital(durationInWords(leaving, speed))} left at ${speedInWords(speed)}.`
    case 'paused':
      return 'Nothing leaves until somebody lets it go on.'
    case 'stopped':
      return progress.open > 0
        ? 'What is in flight this moment still arrives.'
        : `${leftOut(progress).toLocaleString('en')} were not told by this.`
    case 'done':
      return unreached(progress) === 0
        ? 'Nobody was missed.'
        : `${unreached(progress).toLocaleString('en')} could not be reached; the reasons stand below.`
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

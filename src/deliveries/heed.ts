import type { Db } from '#db/open.ts'
import { endAlerts, raiseAlert } from '#db/queries/alerts.ts'
import { findPause, pauseSending } from '#db/queries/pauses.ts'
import { deleteSamples, type Sampled } from '#db/queries/samples.ts'
import type { Channel, Outcome } from '#src/channels/channel.ts'
import { alarmFor, sampleAlarm, subjectOf } from './alarms.ts'
import { type Answered, type Counted, countAnswers } from './sample.ts'
import type { Pause, Verdict } from './verdict.ts'

const MINUTE = 60_000
/** How long a destination or channel waits where too many were refused. */
const REFUSED_PAUSE = 60 * MINUTE
/** A pause that comes back within this time of its end is longer than the one before, up to its longest. */
const COMES_BACK = 15 * MINUTE
const LONGEST = 15 * MINUTE

/** Stops a destination or the whole channel as a verdict says, and tells staff where they must know. */
export async function stopSending(
  tx: Db,
  channel: Channel,
  {
    destination = '',
    outcome,
    verdict: { pause },
    at,
  }: {
    destination?: string | undefined
    outcome: Extract<Outcome, { result: 'retry' }>
    verdict: Verdict
    at: number
  },
): Promise<void> {
  // Nobody stops everything because it is not known where one message went.
  if (!pause || (pause.scope === 'destination' && !destination)) return
  const place = { channel, destination: pause.scope === 'channel' ? '' : destination }
  const until = await lengthened(tx, place, pause, at)
  await pauseSending(tx, { ...place, until, reason: pause.reason, at })
  const alarm = alarmFor(outcome.sign, { ...place, reason: pause.reason }, at)
  if (pause.tellStaff && alarm) await raiseAlert(tx, alarm)
}

async function lengthened(
  tx: Db,
  place: { channel: Channel; destination: string },
  { until, grows }: Pause,
  at: number,
): Promise<number> {
  const before = await findPause(tx, place.channel, place.destination)
  if (!before) return until
  // What was in flight when it began says the same once more.
  if (before.until > at) return Math.max(before.until, grows ? 0 : until)
  if (!grows || at - before.until > COMES_BACK) return until
  return Math.max(until, at + Math.min(LONGEST, 2 * (before.until - before.at)))
}

/** Counts answers among the last of their kind and stops or tells where there are too many (E5, S4). */
export async function heedAnswers(
  tx: Db,
  channel: Channel,
  { signs, answers }: { signs: readonly Sampled[]; answers: Answered[] },
  at: number,
): Promise<void> {
  for (const counted of await countAnswers(tx, channel, [...signs], answers))
    await heed(tx, channel, counted, at)
}

async function heed(tx: Db, channel: Channel, counted: Counted, at: number): Promise<void> {
  const { sign, destination, tooMany } = counted
  if (!tooMany) {
    if (sign === 'other') await endAlerts(tx, { kinds: ['errors'], subject: subjectOf(channel) }, at)
    return
  }
  const alarm = sampleAlarm(sign, { channel, ...counted }, at)
  await raiseAlert(tx, alarm)
  if (sign === 'other') return
  await pauseSending(tx, { channel, destination, until: at + REFUSED_PAUSE, reason: alarm.text, at })
  // After the pause counting begins anew.
  await deleteSamples(tx, channel, destination, sign)
}

import { type Db, transact } from '#db/open.ts'
import { endAlerts, raiseAlert } from '#db/queries/alerts.ts'
import { noteStopHint } from '#db/queries/deliveries.ts'
import { type Settled, settle } from '#db/queries/settle.ts'
import { watchedOn } from '#db/queries/watched.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Channel, Notice, Outcome } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { formerHash } from '#src/subscribers/former.ts'
import { noteAccepted, noteRefused } from '#src/subscribers/quarantine.ts'
import { relayAlarm } from './alarms.ts'
import { followFailure } from './follow-failure.ts'
import { heedAnswers, stopSending } from './heed.ts'
import type { Verdict } from './verdict.ts'

/** One attempt that has come to an end. */
export interface Ended {
  row: DeliveryRow
  notice?: Notice
  /** Where it went: `gmail`, `example.org`, `PT`. */
  destination?: string
  outcome?: Outcome
  verdict: Verdict
  at: number
}

/**
 * Writes what attempts came to, with all that follows from it for addresses and channels, in one transaction (F4).
 * A result whose claim has been taken back meanwhile is not written.
 */
export async function record(db: Db, ended: Ended[]): Promise<void> {
  if (!ended.length) return
  await transact(db, async (tx) => {
    await settle(tx, ended.map(toSettled))
    for (const one of ended) if (hasMore(one)) await followUp(tx, one)
    for (const [channel, some] of Map.groupBy(ended, ({ row }) => row.channel as Channel))
      await followAll(tx, channel, some)
  })
}

/** The same without its words and without what follows from it, for what cannot be written otherwise. */
export async function recordBare(db: Db, ended: Ended[]): Promise<void> {
  await settle(
    db,
    ended.map(toSettled).map((one) => {
      const { code, answer, ...change } = one.change
      return { ...one, change }
    }),
  )
}

function toSettled({ row, verdict }: Ended): Settled {
  return {
    announcementId: row.announcement_id,
    subscriberId: row.subscriber_id,
    claim: row.claim,
    change: verdict.change,
  }
}

/** Most have simply been sent. */
function hasMore({ outcome, notice, verdict }: Ended): boolean {
  return outcome?.result === 'sent'
    ? (notice?.to.stopHint ?? false)
    : outcome !== undefined || verdict.pause !== undefined
}

async function followUp(tx: Db, { row, notice, destination, outcome, verdict, at }: Ended): Promise<void> {
  if (outcome?.result === 'sent') return noteStopHint(tx, row.subscriber_id, at)
  const went = { address: notice?.to.address, at }
  if (outcome?.result === 'failed') return followFailure(tx, row, { ...outcome, went }, at)
  if (outcome?.result !== 'retry') return
  if (verdict.pause) await stopSending(tx, row.channel as Channel, { destination, outcome, verdict, at })
  if (verdict.change.state !== 'failed' || !outcome.third || !row.subscriber_id) return
  if (!(await formerHash(tx, row.subscriber_id, went)))
    await noteRefused(tx, { ...whose(row), code: outcome.code, answer: outcome.answer }, at)
}

/** What follows from all the answers of one channel together. */
async function followAll(tx: Db, channel: Channel, ended: Ended[]): Promise<void> {
  const sent = ended.filter(({ outcome }) => outcome?.result === 'sent')
  const last = ended.at(-1)
  const unreached = ended.find(({ verdict }) => verdict.relayDown)
  const watched = await watchedOn(tx, channel)
  if (watched.refusals)
    await noteAccepted(
      tx,
      sent.map(({ row }) => whose(row)),
      { arrived: aboutOf(channel).arrives === 'taken' },
    )
  if (watched.alerts && sent.length && last)
    await endAlerts(tx, { kinds: ['stopped', 'relay', 'cap'], subject: channel }, last.at)
  if (unreached && !sent.length)
    await raiseAlert(tx, relayAlarm(channel, unreached.outcome?.answer ?? '', unreached.at))
  const final = ended.flatMap(({ outcome, destination = '' }) =>
    outcome?.result === 'sent' || outcome?.result === 'failed'
      ? { destination, ...('sign' in outcome && outcome.sign ? { sign: outcome.sign } : {}) }
      : [],
  )
  if (last && (watched.samples || final.some(({ sign }) => sign)))
    await heedAnswers(tx, channel, { signs: aboutOf(channel).counted, answers: final }, last.at)
}

function whose(row: DeliveryRow): { announcementId: number; subscriberId: number } {
  return { announcementId: row.announcement_id, subscriberId: row.subscriber_id }
}

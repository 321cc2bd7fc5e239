import { type Db, takeTurns, transact } from '#db/open.ts'
import { type DeliveryKey, findSubscribersAt, listMailedTo } from '#db/queries/bounces.ts'
import { findDelivery, insertDeliveryEvent, updateDelivery } from '#db/queries/deliveries.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { MailReport } from '#src/channels/email/bounce/read.ts'
import { mildest, REASONS } from '#src/channels/email/bounce/reasons.ts'
import type { Said } from '#src/channels/email/bounce/said.ts'
import { mac } from '#src/keys.ts'
import { formerHash } from '#src/subscribers/former.ts'
import { noteRefused } from '#src/subscribers/quarantine.ts'
import { suppressSubscriber } from '#src/subscribers/suppress.ts'
import { unsubscribe } from '#src/subscribers/unsubscribe.ts'

const DAY = 86_400_000
/** How long after a mail has left a report about it counts (E6). */
const COUNTS_FOR = 7 * DAY
/** How old the announcement of such a mail may be: it may have been stopped for long before it went on. */
const TOLD_WITHIN = 60 * DAY

/**
 * Notes what came of mails that had left (E6): returned, or called spam by whoever got it. A report counts only for a
 * delivery that it proves: by the address it came back to, or by our Message-ID, both of which hold a MAC that only we
 * can make; and only for seven days. The same report again changes nothing. Returns how many deliveries now say more.
 */
export async function noteReport(db: Db, report: MailReport, now: number): Promise<number> {
  if (!report.said.some(({ verdict }) => EVENTS[verdict])) return 0
  let counted = 0
  for (const key of await provedBy(db, report, now))
    if (await noteOne(db, key, report.said, now)) counted += 1
  return counted
}

/** What stands in the ledger for each verdict; nothing for what is no end. */
const EVENTS: Partial<Record<Said['verdict'], 'bounced' | 'complained'>> = {
  hard: 'bounced',
  soft: 'bounced',
  ours: 'bounced',
  complaint: 'complained',
}

async function provedBy(db: Db, { traces, named }: MailReport, now: number): Promise<DeliveryKey[]> {
  const returned = traces.keys.map(readBounceKey).filter((key) => key !== null)
  if (returned.length) return unique(returned)
  if (!traces.macs.length) return []
  const subscribers = [...new Set([...traces.subscribers, ...(await findSubscribersAt(db, named))])]
  const mailed = await listMailedTo(db, subscribers, now - TOLD_WITHIN)
  const known = new Set(traces.macs.map(folded))
  return mailed.filter((key) => known.has(folded(macOf(key))))
}

/**
 * The delivery that an envelope sender of ours names; null when it was not made by us. Letters count as the same in
 * either case: mail systems on the way may change them, and what is left of the MAC is still beyond guessing.
 */
export function readBounceKey(text: string): DeliveryKey | null {
  const [, announcement, subscriber, given = ''] = /^(\d{1,15})\.(\d{1,15})\.([\w-]{22})$/.exec(text) ?? []
  if (!announcement || !subscriber) return null
  const key = { announcementId: Number(announcement), subscriberId: Number(subscriber) }
  return folded(macOf(key)) === folded(given) ? key : null
}

const macOf = (key: DeliveryKey) => mac('delivery', `${key.announcementId}.${key.subscriberId}`)
/** Compared as MACs of themselves, so that the time taken says nothing of where they differ. */
const folded = (given: string) => mac('bounce', given.toLowerCase())

const unique = (keys: DeliveryKey[]) => [
  ...new Map(keys.map((key) => [`${key.announcementId}.${key.subscriberId}`, key])).values(),
]

/** Whether a delivery says more than before. */
function noteOne(
  db: Db,
  { announcementId, subscriberId }: DeliveryKey,
  all: Said[],
  now: number,
): Promise<boolean> {
  return transact(db, async (tx) => {
    await takeTurns(tx, `callback:${announcementId}.${subscriberId}`)
    const row = await findDelivery(tx, announcementId, subscriberId)
    if (row?.channel !== 'email' || !leftSince(row, now - COUNTS_FOR)) return false
    const subscriber = subscriberId ? await findSubscriber(tx, subscriberId) : undefined
    const said = saidOf(all, subscriber?.address)
    const event = EVENTS[said.verdict]
    if (!event) return false
    const code = said.code || null
    const ref = event === 'bounced' ? said.verdict : ''
    if (!(await insertDeliveryEvent(tx, { announcementId, subscriberId, event, ref, code, at: now })))
      return false
    await writeOn(tx, row, event, said, now)
    await followUp(tx, row, said, now)
    return true
  })
}

/** What left and was not seen to leave has left all the same: its first claim is the nearest that we know. */
const leftSince = (row: DeliveryRow, since: number) => (row.sent_at ?? row.first_at ?? 0) >= since

/**
 * What is said of the address that we wrote to; where a forward made others of it, the mildest that is said of any:
 * nobody is suppressed for what happened to somebody else.
 */
function saidOf(all: Said[], address: string | undefined): Said {
  const own = all.filter(
    ({ recipient, original }) => address && (recipient === address || original === address),
  )
  return mildest(own.length ? own : all)
}

async function writeOn(
  tx: Db,
  row: DeliveryRow,
  event: 'bounced' | 'complained',
  said: Said,
  now: number,
): Promise<void> {
  if (row.state !== 'sent' && row.state !== 'unknown') return
  if (row.outcome === 'complained' && event === 'bounced') return
  await updateDelivery(tx, row.announcement_id, row.subscriber_id, {
    // Its relay speaks of it: what was not answered had arrived there.
    ...(row.state === 'unknown' ? { state: 'sent', sent_at: now, looks: null } : {}),
    outcome: event,
    code: said.code || null,
    answer: wordsOf(said),
  })
}

const wordsOf = ({ reason }: Said): string | null => (reason ? REASONS[reason].words : null)

/** What it means for the address. */
async function followUp(tx: Db, row: DeliveryRow, said: Said, now: number): Promise<void> {
  if (row.subscriber_id === 0) return
  const went = { at: row.sent_at ?? row.first_at ?? now }
  if (said.verdict === 'hard')
    await suppressSubscriber(tx, row.subscriber_id, said.code || 'returned', now, went)
  if (said.verdict === 'soft' && !(await formerHash(tx, row.subscriber_id, went))) {
    const { announcement_id: announcementId, subscriber_id: subscriberId } = row
    const answer = wordsOf(said) ?? ''
    await noteRefused(tx, { announcementId, subscriberId, code: said.code, answer }, now)
  }
  if (said.verdict === 'complaint') await unsubscribe(tx, row.subscriber_id, 'complaint', { ip: null, now })
}

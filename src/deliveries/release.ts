import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertDigest, probeWith, WITH_ITS_DIGEST } from '#db/queries/digests.ts'
import * as held from '#db/queries/held.ts'
import { findPage } from '#db/queries/page.ts'
import { takeTurnsOvertaking } from '#db/queries/stand-again.ts'
import type { Channel } from '#src/channels/channel.ts'
import { newId } from '#src/keys.ts'
import type { Manner } from './held-until.ts'
import { hoursKeeper } from './keeper.ts'

/** Rows in one transaction: some 20 ms, so that nobody waits for it (F14). */
const CHUNK = 500
/** What is stopped is looked at again after this. */
const STOPPED_MS = 60_000

/**
 * Decides about the next held deliveries that are due, by the wishes of their readers as they are now: still to be held,
 * to go at once, or to be gathered, one digest for each reader. What a sender was down for, the next one decides when it
 * is there. Safe to be killed at any point, and in several senders at once: they take turns. Returns how many were
 * decided about; 0 when none is due.
 */
export async function releaseHeld(db: Db, now: number, size = CHUNK): Promise<number> {
  if (!(await held.isHeldDue(db, now))) return 0
  return transact(db, async (tx) => {
    await takeTurns(tx, 'held')
    await takeTurnsOvertaking(tx)
    const due = await held.listDueHeld(tx, now, size)
    const readers = await held.findReaders(tx, [...new Set(due.map((row) => row.subscriber_id))])
    const keep = hoursKeeper((await findPage(tx))?.time_zone ?? 'UTC', now)
    const decided = due.map((row) => ({ row, ...decide(row, readers.get(row.subscriber_id), keep, now) }))
    const digests = await gather(tx, decided, now)
    await held.moveHeld(
      tx,
      decided.map((one) => moveOf(one, digests.get(one.row.subscriber_id))),
    )
    for (const id of new Set(digests.values())) await probeWith(tx, id)
    const gone = decided.filter(({ becomes }) => becomes === 'pending' || becomes === 'retry')
    await held.noteReleased(tx, [...new Set(gone.map(({ row }) => row.announcement_id))], now)
    return due.length
  })
}

interface Decision {
  /** `part`: gathered into a digest. */
  becomes: held.Move['state'] | 'part'
  until: number
  manner: Manner
}
type Decided = Decision & { row: held.DueHeld }

function decide(
  row: held.DueHeld,
  reader: held.Reader | undefined,
  keep: ReturnType<typeof hoursKeeper>,
  now: number,
): Decision {
  const end = (becomes: Decision['becomes'], until = 0): Decision => ({ becomes, until, manner: 'alone' })
  if (!reader || reader.ended_at !== null || reader.confirmed_at === null || row.muted)
    return end('suppressed')
  if (row.stopped) return end('held', now + STOPPED_MS)
  // Nobody needs to be reminded of what has begun.
  const late = row.occasion === 'reminder' && row.starts_at !== null && row.starts_at <= now
  if (row.overtaken || late) return end('superseded')
  const isDigest = row.occasion === 'digest'
  const { until, manner } = keep(isDigest ? { ...reader, rhythm: 'now', paused_until: null } : reader, {
    channel: row.channel,
    kind: row.kind,
    saidAt: row.said_at,
    peakImpact: row.peak_impact,
  })
  if (until > now) return { becomes: 'held', until, manner }
  if (manner !== 'alone') return { becomes: 'part', until: 0, manner }
  return end(row.attempts ? 'retry' : 'pending')
}

function moveOf({ row, becomes, until }: Decided, digestId: number | undefined): held.Move {
  const whose = { announcementId: row.announcement_id, subscriberId: row.subscriber_id }
  if (becomes === 'part' && digestId !== undefined)
    return { ...whose, state: 'held', dueAt: WITH_ITS_DIGEST, digestId }
  return { ...whose, state: becomes === 'part' ? 'held' : becomes, dueAt: until, digestId: null }
}

/** Opens a digest for all whose parts go now in the same manner; whoever rested hears all at once. By subscriber. */
async function gather(tx: Db, decided: Decided[], now: number): Promise<Map<number, number>> {
  const manners = new Map<number, { channel: string; manner: Manner }>()
  for (const { row, becomes, manner } of decided) {
    const before = manners.get(row.subscriber_id)?.manner
    if (becomes === 'part' && before !== 'pause')
      manners.set(row.subscriber_id, { channel: row.channel, manner })
  }
  const digests = new Map<number, number>()
  const sorts = Map.groupBy(manners, ([, { channel, manner }]) => `${channel} ${manner}`)
  for (const some of sorts.values()) {
    const { channel, manner: rhythm } = (some[0] as (typeof some)[0])[1]
    const subscriberIds = some.map(([id]) => id)
    const key = `digest:${newId()}`
    const id = await insertDigest(tx, { key, channel: channel as Channel, rhythm, subscriberIds, now })
    for (const subscriber of subscriberIds) digests.set(subscriber, id)
  }
  return digests
}

import { type Db, takeTurns, transact } from '#db/open.ts'
import { type AlertKind, type AlertRow, listAlerts } from '#db/queries/alerts.ts'
import { insertLetter, lettersLapsed } from '#db/queries/letters.ts'
import { countWaiting } from '#db/queries/progress.ts'
import { readService, writeService } from '#db/queries/service.ts'
import { findStaff, listOwners } from '#db/queries/staff.ts'
import type { Content } from '#src/channels/channel.ts'
import { config } from '#src/config.ts'
import { ALARMS, isOverOnceRead, placeOf } from './alarms.ts'

/** Of one kind of alarm owners get no second mail within this time, and none that is older arrives any more. */
export const ALERT_HOUR = 3_600_000

/** What owners were last told of a kind: everything up to this alert, by letters with these keys. */
interface Told {
  upTo: number
  keys: string[]
}

/**
 * Writes a letter to every owner about what needs somebody and nobody has seen: one for each kind of alarm, at most one
 * an hour, and once while it lasts; again only where an hour went by in which no letter could leave. The clock calls it
 * every few seconds. Returns the kinds of which it wrote.
 */
export async function tellOwners(db: Db, now: number): Promise<AlertKind[]> {
  const told: AlertKind[] = []
  for (const kind of new Set((await listUnseen(db, now)).map((alert) => alert.kind)))
    if (await tellOf(db, kind, now)) told.push(kind)
  return told
}

function tellOf(db: Db, kind: AlertKind, now: number): Promise<boolean> {
  return transact(db, async (tx) => {
    await takeTurns(tx, `alert:${kind}`)
    const newest = Math.max(0, ...(await listUnseen(tx, now, kind)).map(({ id }) => id))
    const told = await readService<Told>(tx, `alert:${kind}`)
    if (!newest || (told && !(await isDue(tx, told, newest, now)))) return false
    const keys: string[] = []
    for (const { id } of await listOwners(tx)) {
      const key = `alert:${kind}:${id}:${now}`
      const letter = { kind, staffId: id }
      const mail = { occasion: 'alert', channel: 'email', subscriberId: 0, letter } as const
      await insertLetter(tx, { ...mail, key, createdBy: null, now })
      keys.push(key)
    }
    await writeService(tx, `alert:${kind}`, { upTo: newest, keys } satisfies Told, now)
    return true
  })
}

/** A clock that was set back must not keep anybody from being told for longer than that hour. */
async function isDue(tx: Db, { value, at }: { value: Told; at: number }, newest: number, now: number) {
  if (Math.abs(now - at) < ALERT_HOUR) return false
  return newest > value.upTo || (await lettersLapsed(tx, value.keys))
}

/**
 * What an alert letter says, as it is at the moment it is sent. Undefined when all of it is over or somebody has seen it,
 * or when it was for somebody who is no owner any more: then nothing is sent.
 */
export async function alertLetter(
  db: Db,
  { kind, staffId }: { kind: AlertKind; staffId: number },
  now: number,
): Promise<
  { content: Extract<Content, { about: 'alert' }>; owner: { email: string; name: string } } | undefined
> {
  const owner = await findStaff(db, staffId)
  if (!owner || owner.disabled_at !== null || owner.role !== 'owner') return undefined
  const alerts = await listUnseen(db, now, kind)
  if (!alerts.length) return undefined
  const lasting = alerts.find((one) => !isOverOnceRead(one))
  const { title, meaning } = ALARMS[lasting ? kind : 'through']
  return {
    content: {
      about: 'alert',
      title,
      said: alerts.map(({ text, raised_at }) => ({ text, since: Number(raised_at) })),
      meaning: `${lasting ? await whoWaits(db, lasting) : ''}${meaning}`,
      // Past the sign-in, which knows where to go on to: what follows a # never reaches a server by itself.
      url: `${config().publicUrl}/admin/login?next=/admin%23alerts`,
    },
    owner,
  }
}

/** How many wait because of it, where all of a channel is concerned; otherwise nothing. */
async function whoWaits(db: Db, { subject, kind }: AlertRow): Promise<string> {
  const place = placeOf(subject)
  const waiting =
    place && !place.destination && ALARMS[kind].holdsAll ? await countWaiting(db, place.channel) : 0
  if (waiting === 1) return 'One person waits. '
  return waiting ? `${waiting.toLocaleString('en')} people wait. ` : ''
}

async function listUnseen(db: Db, now: number, kind?: AlertKind): Promise<AlertRow[]> {
  const alerts = await listAlerts(db, now)
  return alerts.filter((one) => one.seen_at === null && (kind === undefined || one.kind === kind))
}

import { randomBytes } from 'node:crypto'
import type { Db } from '#db/open.ts'
import {
  insertConsents,
  insertListed,
  listPresent,
  listSuppressed,
  type Present,
} from '#db/queries/enlist.ts'
import { closeConfirmation, findSubscriber, openConfirmation } from '#db/queries/subscribers.ts'
import { mayAskListed } from '../limits.ts'
import { sendConfirmation } from '../subscribe.ts'
import { consentText } from '../subscriber.ts'
import type { Counts } from './counts.ts'
import type { Listed } from './person.ts'

/** What is done with a stretch of a list; `evidence`: how those who have agreed did so. */
export interface Taking {
  /** Nothing is changed: it is only said what would be. */
  dry: boolean
  evidence: string | null
  now: number
}

/**
 * Takes people in, each at most once: who is there stays as they are, who has left by their own hand or must not be
 * written to stays gone. Part of the caller's transaction. Returns how many of which.
 */
export async function takeIn(tx: Db, people: Listed[], taking: Taking): Promise<Partial<Counts>> {
  const suppressed = await listSuppressed(
    tx,
    people.map(({ hash }) => hash),
  )
  const present = await listPresent(tx, people)
  const counts = { added: 0, asked: 0, kept: 0, left: 0, suppressed: 0, often: 0 }
  const fresh: Listed[] = []
  const again: { one: Listed; was: Present }[] = []
  for (const one of people) {
    const was = present.get(`${one.channel}:${one.address}`)
    const why = suppressed.get(one.hash)
    // The mark of somebody who left, or had all erased that was kept of them.
    if (why === 'erased') counts.left += 1
    else if (why !== undefined) counts.suppressed += 1
    else if (one.gone || (was?.ended_at && was.ended_by !== 'program')) counts.left += 1
    else if (was && stays(was, one)) counts.kept += 1
    else if (was) again.push({ one, was })
    else fresh.push(one)
  }
  const vouched = fresh.filter(({ agreedAt }) => agreedAt !== null)
  const toAsk = fresh.filter(({ agreedAt }) => agreedAt === null)
  if (taking.dry) {
    counts.asked += toAsk.length + again.filter(({ one }) => one.agreedAt === null).length
    counts.added += vouched.length + again.filter(({ one }) => one.agreedAt !== null).length
    return counts
  }
  const added = await addVouched(tx, vouched, taking)
  counts.added += added
  counts.kept += vouched.length - added
  for (const { one, was } of again) counts[await returned(tx, one, was, taking)] += 1
  for (const one of toAsk) counts[await asked(tx, one, taking.now)] += 1
  return counts
}

/** One who hears, or who was asked and whom nobody vouches for now. */
function stays(was: Present, { agreedAt }: Listed): boolean {
  if (was.ended_at !== null) return false
  return was.confirmed_at !== null || agreedAt === null
}

async function addVouched(tx: Db, people: Listed[], { evidence, now }: Taking): Promise<number> {
  const ids = await insertListed(tx, people, now)
  const consents = people.flatMap((one) => {
    const id = ids.get(`${one.channel}:${one.address}`)
    const at = one.agreedAt ?? now
    return id === undefined
      ? []
      : [{ subscriber_id: id, at, act: 'vouched', text_version: consentText(one.language), evidence }]
  })
  await insertConsents(tx, consents)
  return ids.size
}

/** Whom we took off before, or who never answered: they come as they had chosen. */
async function returned(
  tx: Db,
  one: Listed,
  was: Present,
  { evidence, now }: Taking,
): Promise<'added' | 'asked' | 'often' | 'left'> {
  if (one.agreedAt === null) return ask(tx, was.id, one, now)
  // What was asked before is answered by this: the link in that mail opens nothing any more.
  const nonce = randomBytes(16).toString('base64url')
  await openConfirmation(tx, was.id, nonce, now)
  const stands = await findSubscriber(tx, was.id)
  // They said stop between our look and this.
  if (!stands || (stands.endedAt !== null && stands.endedBy !== 'program')) {
    await closeConfirmation(tx, was.id, nonce, {})
    return 'left'
  }
  await closeConfirmation(tx, was.id, nonce, {
    confirmed_at: one.agreedAt,
    ended_at: null,
    ended_by: null,
    version: stands.version + (stands.endedAt === null ? 0 : 1),
  })
  await insertConsents(tx, [
    {
      subscriber_id: was.id,
      at: one.agreedAt,
      act: 'vouched',
      text_version: consentText(one.language),
      evidence,
    },
  ])
  return 'added'
}

async function asked(tx: Db, one: Listed, now: number): Promise<'asked' | 'often' | 'kept'> {
  if (!(await mayAskListed(tx, one.address, now))) return 'often'
  const id = (await insertListed(tx, [one], now)).get(`${one.channel}:${one.address}`)
  if (id === undefined) return 'kept'
  await sendLetter(tx, id, one, now)
  return 'asked'
}

async function ask(tx: Db, id: number, one: Listed, now: number): Promise<'asked' | 'often'> {
  if (!(await mayAskListed(tx, one.address, now))) return 'often'
  await sendLetter(tx, id, one, now)
  return 'asked'
}

function sendLetter(tx: Db, id: number, one: Listed, now: number): Promise<void> {
  const { channel, choices, name, language, timeZone } = one
  const nonce = randomBytes(16).toString('base64url')
  const wish = { ...choices, name, language, timeZone, follow: null, form: null, also: null }
  return sendConfirmation(tx, { id, channel, nonce }, wish, { ip: null, now })
}

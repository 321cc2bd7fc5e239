import { randomBytes } from 'node:crypto'
import type { Db } from '#db/open.ts'
import { findSubscriberByAddress } from '#db/queries/subscribers.ts'
import { aboutOf } from '#src/channels/index.ts'
import { Refusal } from '#src/refusal.ts'
import { readAddress } from './address.ts'
import { HOW_TEXTS, type Manager, refuseStopped } from './manage.ts'
import { subscribe } from './subscribe.ts'
import type { Way } from './ways.ts'

/**
 * Asks an address, for a program, whether it wants to hear of one post. One who hears of other things keeps all that they
 * chose, and is asked all the same. Returns the subscriber's id. Throws a {@link Refusal}: a way that agrees by a code,
 * somebody who said stop, an address that was asked too often.
 */
export async function askToFollow(db: Db, way: Way & { country?: string }, postId: string, by: Manager) {
  const { channel } = way
  const { address } = readAddress(channel, way.address, { country: way.country })
  if (aboutOf(channel).agrees !== 'link') throw new Refusal('invalid', { phone_number: HOW_TEXTS })
  await refuseStopped(db, channel, address, await findSubscriberByAddress(db, channel, address))
  const choices = { kinds: [], components: [], leastImpact: 'none' as const }
  const formKey = randomBytes(16).toString('base64url')
  await subscribe(db, { channel, address, choices, follow: postId, formKey }, { ip: null, now: by.now })
  const asked = await findSubscriberByAddress(db, channel, address)
  if (!asked)
    throw new Refusal('limited', { email: 'This address has been asked too often. Try again tomorrow.' })
  return asked.id
}

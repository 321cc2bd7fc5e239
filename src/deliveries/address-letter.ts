import type { Db } from '#db/open.ts'
import { findAddressChange, listFormerAddresses } from '#db/queries/moves.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { isClosed, isSuppressed } from '#db/queries/suppressions.ts'
import type { Content, Recipient } from '#src/channels/channel.ts'
import { config } from '#src/config.ts'
import { maskAddress } from '#src/subscribers/mask.ts'
import { isActive, type Subscriber } from '#src/subscribers/subscriber.ts'
import { addressToken, codeOf } from '#src/subscribers/token.ts'

/** Of whose address a letter is, and of which change; addresses are looked up when it leaves. */
interface Letter {
  subscriberId: number
  nonce: string
  /** Staff have ended the subscription; nothing was moved. */
  removed?: boolean
}

type Told = { content: Content; to: Recipient } | undefined

/** Asks a new address whether it is to be written to. Nothing when a newer one was named, it was confirmed, they have left, or nothing may go there since. */
export async function moveLetter(db: Db, { subscriberId, nonce }: Letter, now: number): Promise<Told> {
  const change = await findAddressChange(db, subscriberId)
  const subscriber = await findSubscriber(db, subscriberId)
  if (!subscriber || !isActive(subscriber) || change?.nonce !== nonce || change.until <= now) return undefined
  if (await isClosed(db, change.address_hash)) return undefined
  const to = personAt(change.address, subscriber)
  if (subscriber.channel === 'sms')
    return { content: { about: 'code', code: codeOf(subscriberId, nonce), minutes: 10 }, to }
  const url = `${config().publicUrl}/subscriptions/move/${addressToken('move', subscriberId, nonce)}`
  return { content: { about: 'move', url, from: maskAddress(subscriber.address) }, to }
}

/** Tells an old address that another has taken its place, and how to take that back; or that staff have ended it. */
export async function goodbyeLetter(db: Db, letter: Letter, now: number): Promise<Told> {
  const { subscriberId, nonce } = letter
  if (letter.removed) return removedLetter(db, subscriberId)
  const former = (await listFormerAddresses(db, subscriberId)).find((one) => one.nonce === nonce)
  const subscriber = await findSubscriber(db, subscriberId)
  // Whoever has left since is written to no more, not even there.
  if (!subscriber || !isActive(subscriber) || !former || former.until <= now) return undefined
  if (await isSuppressed(db, former.address_hash)) return undefined
  const url = `${config().publicUrl}/subscriptions/undo/${addressToken('undo', subscriberId, nonce)}`
  return { content: { about: 'goodbye', reason: 'moved', url }, to: personAt(former.address, subscriber) }
}

async function removedLetter(db: Db, id: number): Promise<Told> {
  const subscriber = await findSubscriber(db, id)
  // Back already, by themselves.
  if (!subscriber || subscriber.endedAt === null) return undefined
  const url = `${config().publicUrl}/subscribe`
  return {
    content: { about: 'goodbye', reason: 'removed', url },
    to: personAt(subscriber.address, subscriber),
  }
}

function personAt(address: string, { name, language, timeZone }: Subscriber): Recipient {
  const nothing = { unsubscribeUrl: null, preferencesUrl: null, stopHint: false }
  return { address, name, language, timeZone, ...nothing }
}

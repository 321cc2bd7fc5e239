import { randomBytes } from 'node:crypto'
import { type Db, transact } from '#db/open.ts'
import {
  findSubscriber,
  findSubscriberByAddress,
  insertSubscriber,
  openConfirmation,
  setChoices,
  setPerson,
} from '#db/queries/subscribers.ts'
import { isClosed } from '#db/queries/suppressions.ts'
import { vapidKeys } from '#src/channels/webpush/vapid.ts'
import { mac } from '#src/keys.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { readAddress } from './address.ts'
import { refuseUnknownChoices } from './choices.ts'
import { settleConfirmation } from './confirm.ts'
import { limitVisitor } from './limits.ts'
import {
  addressHash,
  type Choices,
  isActive,
  type Person,
  type Subscriber,
  type Visitor,
} from './subscriber.ts'

/** What a browser needs to give us an address of its own: by this it knows who may write to it. */
export const pushKey = (): string => vapidKeys(mac).publicKey

/**
 * Takes the address that a browser gives: nobody else has it, so giving it is agreeing, and it is told from the commit on;
 * that is kept as evidence. One that is told already keeps what it chose. Throws a {@link SpokenRefusal}: no such address,
 * too often, or one that must not be written to.
 */
export async function giveBrowser(
  db: Db,
  given: { address: string; choices: Choices; person: Person },
  visitor: Visitor,
): Promise<Subscriber> {
  const channel = 'webpush'
  const { address } = readAddress(channel, given.address)
  await refuseUnknownChoices(db, given.choices)
  await limitVisitor(db, channel, visitor)
  return transact(db, async (tx) => {
    const known = await findSubscriberByAddress(tx, channel, address)
    if (known && isActive(known)) return known
    const { language } = given.person
    const row = {
      channel,
      address,
      address_hash: addressHash(channel, address),
      country: null,
      language,
    } as const
    if (await isClosed(tx, row.address_hash)) throw new SpokenRefusal('conflict', { form: 'cannotReturn' })
    const id = known?.id ?? (await insertSubscriber(tx, { ...row, created_at: visitor.now }))
    await setChoices(tx, id, given.choices)
    await setPerson(tx, id, given.person)
    const nonce = randomBytes(16).toString('base64url')
    await openConfirmation(tx, id, nonce, visitor.now)
    const stranger = await findSubscriber(tx, id)
    const told = stranger && (await settleConfirmation(tx, stranger, nonce, visitor))
    if (!told) throw new SpokenRefusal('conflict', { form: 'cannotReturn' })
    return told
  })
}

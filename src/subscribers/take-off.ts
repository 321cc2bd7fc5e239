import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { insertLetter } from '#db/queries/letters.ts'
import { isSuppressed } from '#db/queries/suppressions.ts'
import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { choice, line, optional, parse, type TypedFields } from '#src/fields.ts'
import { Refusal } from '#src/refusal.ts'
import { existing } from './found.ts'
import { type Manager, remind } from './manage.ts'
import { unsubscribe } from './unsubscribe.ts'

const form = z.object({
  why: choice(['asked', 'ours'], 'Say whether they asked for it.'),
  goodbye: optional(z.string()),
  note: line('Say when and how, in a few words. It is kept as evidence.', 300),
})

/**
 * Ends a subscription by hand. `why`: `asked` when the person told staff, so that only they can come back; `ours` when it
 * was our own decision. The note is kept beside it. Throws a {@link Refusal}: nothing said, nobody there, ended already.
 */
export async function takeOff(
  db: Db,
  id: number,
  typed: TypedFields,
  { staff, now }: Manager,
): Promise<void> {
  const { why, note, goodbye } = parse(form, typed)
  await transact(db, async (tx) => {
    const { channel, addressHash, confirmedAt } = await existing(tx, id)
    const by = why === 'asked' ? 'staff' : 'program'
    if (!(await unsubscribe(tx, id, by, { ip: null, now }, note)))
      throw new Refusal('conflict', { form: 'They have left already.' })
    await insertAudit(tx, { at: now, staff, action: 'subscriber.end', object: String(id) })
    // Whoever has never agreed is not written to for this.
    if (goodbye && confirmedAt !== null && !(await isSuppressed(tx, addressHash)))
      await sayGoodbye(tx, { id, channel }, now)
  })
}

function sayGoodbye(tx: Db, { id, channel }: { id: number; channel: Channel }, now: number) {
  const nonce = randomBytes(16).toString('base64url')
  return insertLetter(tx, {
    key: `goodbye:${id}:${nonce}`,
    occasion: 'goodbye',
    channel,
    // Nothing goes to a subscriber who has left: this goes to the address.
    subscriberId: 0,
    letter: { subscriberId: id, nonce, removed: true },
    createdBy: null,
    now,
  })
}

/** Sends the mail once more that asks for a yes. Throws a {@link Refusal}: nothing to confirm, or asked too often. */
export async function askOnceMore(db: Db, id: number, by: Manager): Promise<void> {
  const { channel, confirmedAt, endedAt } = await existing(db, id)
  if (aboutOf(channel).agrees !== 'link' || confirmedAt || endedAt)
    throw new Refusal('conflict', { form: 'There is nothing to confirm by mail here.' })
  if (!(await remind(db, id, by)))
    throw new Refusal('limited', {
      form: 'This address has been asked today, or three times in all: nobody is asked more often.',
    })
  await insertAudit(db, { at: by.now, staff: by.staff, action: 'subscriber.ask', object: String(id) })
}

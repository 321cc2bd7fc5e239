import { db } from '#src/database.ts'
import { Refusal } from '#src/refusal.ts'
import { allows } from '#src/staff/roles.ts'
import { addByHand } from '#src/subscribers/add.ts'
import { eraseByHand } from '#src/subscribers/erase-by-hand.ts'
import { askedIn, narrowedBy } from '#src/subscribers/narrow.ts'
import { tagSubscriber, untagSubscriber } from '#src/subscribers/tag.ts'
import { tagMany } from '#src/subscribers/tag-many.ts'
import { askOnceMore, takeOff } from '#src/subscribers/take-off.ts'
import { staffDoor, type Visit } from './door.ts'

/** What staff do about people who hear from us. */
export const audience = {
  add: staffDoor('editor', (sent) =>
    addByHand(db(), sent.typed, { ...sent, mayVouch: allows(sent.staff.role, 'admin') }),
  ),
  end: staffDoor('editor', async (sent) => done(takeOff(db(), idIn(sent), sent.typed, sent))),
  erase: staffDoor('admin', async (sent) => done(eraseByHand(db(), idIn(sent), one(sent, 'address'), sent))),
  ask: staffDoor('editor', async (sent) => done(askOnceMore(db(), idIn(sent), sent))),
  tag: staffDoor('editor', async (sent) => done(tagSubscriber(db(), idIn(sent), one(sent, 'tag'), sent))),
  tagAll: staffDoor('editor', (sent) => {
    // The tag that is given stands beside the one by which they were found.
    const asked = askedIn((field) => one(sent, field === 'tag' ? 'of_tag' : field))
    const { narrowed, problem } = narrowedBy(asked, { whole: false })
    if (problem) throw new Refusal('invalid', { tag: problem })
    return tagMany(db(), narrowed, { tag: one(sent, 'tag'), take: one(sent, 'act') === 'take' }, sent)
  }),
  untag: staffDoor('editor', async (sent) => done(untagSubscriber(db(), idIn(sent), one(sent, 'tag'), sent))),
}

async function done(work: Promise<unknown>): Promise<true> {
  await work
  return true
}

const idIn = (sent: Visit) => Number(/^\d{1,15}$/.exec(one(sent, 'subscriber'))?.[0] ?? 0)

function one({ typed }: Visit, name: string): string {
  const value = typed[name]
  return (Array.isArray(value) ? value.at(-1) : value) ?? ''
}

import type { Db } from '#db/open.ts'
import type { Channel } from '#src/channels/channel.ts'
import { Refusal } from '#src/refusal.ts'
import { type About, reach } from './audience.ts'
import { isMany, peopleOf } from './reach.ts'

/** People join and leave while somebody writes: the number typed may be off by so much. */
const TOLERANCE = { share: 0.05, people: 25 }

/**
 * Before more than ten thousand people are told, somebody must have typed how many (F7). `typed` is compared with the
 * reach of this moment. Throws a {@link Refusal} beside `people` that says the number.
 */
export async function confirmMany(
  db: Db,
  telling: { about: About; channels: readonly Channel[]; typed: unknown },
  now: number,
): Promise<void> {
  if (!telling.channels.length) return
  const people = peopleOf(await reach(db, telling.about, now), telling.channels)
  if (!isMany(people)) return
  const number = numberIn(telling.typed)
  const slack = Math.max(TOLERANCE.people, people * TOLERANCE.share)
  if (number !== null && Math.abs(number - people) <= slack) return
  const count = people.toLocaleString('en')
  throw new Refusal('invalid', {
    people:
      number === null
        ? `This tells ${count} people. Type that number to say that you mean it.`
        : `This tells ${count} people, not ${number.toLocaleString('en')}. Type the number if you mean it.`,
  })
}

/** “12,301”, “12 301”, “12.301”, “12301”. */
function numberIn(typed: unknown): number | null {
  const bare = typeof typed === 'string' ? typed.replace(/[\s.,'’]/g, '') : ''
  return /^\d{1,12}$/.test(bare) ? Number(bare) : null
}

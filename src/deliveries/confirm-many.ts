import type { Db } from '#db/open.ts'
import type { Channel } from '#src/channels/channel.ts'
import { Refusal } from '#src/refusal.ts'
import { type About, lastCounted, reach } from './audience.ts'
import { isMany } from './many.ts'
import { peopleOf } from './reach.ts'

/** People join and leave while somebody writes: the number typed may be off by so much. */
const TOLERANCE = { share: 0.05, people: 25 }

/**
 * Before more than ten thousand people are told, somebody must have typed how many (F7). `typed` is compared with the
 * reach that they were shown, and where that does not fit with the reach of this moment. Throws a {@link Refusal} beside
 * `people` that says the number.
 */
export async function confirmMany(
  db: Db,
  { about, channels, typed }: { about: About; channels: readonly Channel[]; typed: unknown },
  now: number,
): Promise<void> {
  if (!channels.length) return
  const number = numberIn(typed)
  const shown = await lastCounted(db, about, now)
  if (shown && fits(number, peopleOf(shown, channels))) return
  const people = peopleOf(await reach(db, about, now), channels)
  if (!isMany(people) || fits(number, people)) return
  const count = people.toLocaleString('en')
  throw new Refusal('invalid', {
    people:
      number === null
        ? `This tells ${count} people. Type that number to say that you mean it.`
        : `This tells ${count} people, not ${number.toLocaleString('en')}. Type the number if you mean it.`,
  })
}

function fits(number: number | null, people: number): boolean {
  return number !== null && Math.abs(number - people) <= Math.max(TOLERANCE.people, people * TOLERANCE.share)
}

/** “12,301”, “12 301”, “12.301”, “12301”. */
function numberIn(typed: unknown): number | null {
  const bare = typeof typed === 'string' ? typed.replace(/[\s.,'’]/g, '') : ''
  return /^\d{1,12}$/.test(bare) ? Number(bare) : null
}

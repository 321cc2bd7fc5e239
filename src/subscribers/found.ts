import type { Db } from '#db/open.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { Refusal } from '#src/refusal.ts'
import type { Subscriber } from './subscriber.ts'

/** The subscriber with this number. Throws a {@link Refusal} when there is none (any more). */
export async function existing(db: Db, id: number): Promise<Subscriber> {
  const subscriber = await findSubscriber(db, id)
  if (!subscriber) throw new Refusal('not_found', { form: 'There is no such subscriber.' })
  return subscriber
}

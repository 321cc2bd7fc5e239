import { findManaged, type Wanted } from '#db/queries/managed.ts'
import { Refusal } from '#src/refusal.ts'
import { expel, reactivate, remind } from '#src/subscribers/manage.ts'
import { type Call, door } from './door.ts'
import { type Mode, someOf, someToEnd, someToReactivate } from './subscriber-fields.ts'
import { ALL, list, MOST, manager } from './subscriber-find.ts'

/** Those named, or all of them that are meant: at most a hundred in one request. */
async function chosen(
  call: Call,
  { subscribers, type, state }: { subscribers: 'all' | string[]; type?: Mode; state: Wanted['state'] },
): Promise<number[]> {
  if (subscribers !== 'all') {
    const ids = subscribers.filter((id) => /^\d{1,15}$/.test(id)).map(Number)
    const found = await Promise.all(ids.map((id) => findManaged(call.db, id)))
    return found.filter((one) => one && (!type || one.channel === type)).map((one) => one?.id ?? 0)
  }
  const all = await list(call, type, { state, limit: MOST + 1, offset: 0 })
  if (all.length > MOST)
    throw new Refusal('invalid', { subscribers: `There are more than ${MOST}: name them.` })
  return all.map(({ id }) => id)
}

/** Does it for each, one after the other. Returns for how many there was something to do. */
async function each(ids: number[], work: (id: number) => Promise<boolean>): Promise<{ subscribers: number }> {
  let done = 0
  for (const id of ids) if (await work(id)) done += 1
  return { subscribers: done }
}

/** What is done with many at once. */
export const BULK_DOORS = [
  door({
    method: 'POST',
    path: `${ALL}/resend_confirmation`,
    summary: 'Ask those once more who have not confirmed yet, by mail, as often as anybody may be asked',
    needs: 'editor',
    body: someOf,
    answers: 'Done',
    status: 201,
    async work(call) {
      const ids = await chosen(call, { ...call.body, type: 'email', state: 'unconfirmed' })
      return each(ids, (id) => remind(call.db, id, manager(call)))
    },
  }),
  door({
    method: 'POST',
    path: `${ALL}/unsubscribe`,
    summary: 'Take subscribers off',
    needs: 'editor',
    body: someToEnd,
    answers: 'Done',
    status: 201,
    work: async (call) => each(await chosen(call, call.body), (id) => expel(call.db, id, manager(call))),
  }),
  door({
    method: 'POST',
    path: `${ALL}/reactivate`,
    summary: 'End quarantines; whoever has left stays gone',
    needs: 'editor',
    body: someToReactivate,
    answers: 'Done',
    status: 201,
    async work(call) {
      const ids = await chosen(call, { ...call.body, state: 'quarantined' })
      return each(ids, (id) => reactivate(call.db, id, manager(call)))
    },
  }),
]

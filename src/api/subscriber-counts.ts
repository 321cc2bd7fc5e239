import { countManaged } from '#db/queries/managed.ts'
import { type Call, door } from './door.ts'
import { counting, MODES } from './subscriber-fields.ts'
import { ALL } from './subscriber-find.ts'

async function counted(call: Call) {
  const counts = await countManaged(call.readDb)
  const of = (mode: string, state: string) =>
    counts.find((one) => one.channel === mode && one.state === state)?.count ?? 0
  return MODES.map((mode) => {
    const [active, unconfirmed, quarantined] = ['active', 'unconfirmed', 'quarantined'].map((one) =>
      of(mode, one),
    )
    const [a = 0, u = 0, q = 0] = [active, unconfirmed, quarantined]
    return [mode, { active: a, unconfirmed: u, quarantined: q, total: a + u + q }] as const
  })
}

/** How many hear. */
export const COUNT_DOORS = [
  door({
    method: 'GET',
    path: `${ALL}/count`,
    summary: 'Count subscribers by type',
    needs: 'viewer',
    query: counting,
    answers: 'SubscriberCountByType',
    async work(call) {
      const { type, state } = call.query
      const all = (await counted(call)).filter(([mode]) => !type || mode === type)
      return Object.fromEntries(all.map(([mode, of]) => [mode, state === 'all' ? of.total : of[state]]))
    },
  }),
  door({
    method: 'GET',
    path: `${ALL}/histogram_by_state`,
    summary: 'Count subscribers by type and state',
    needs: 'viewer',
    answers: 'SubscriberCountByTypeAndState',
    work: async (call) => Object.fromEntries(await counted(call)),
  }),
]

import type { Status } from '#src/status/component.ts'
import type { Db } from '../open.ts'

/** How components stood at an instant, by what had been said of them until then; without any, as they began. */
export async function listStatusesAt(db: Db, ids: string[], at: number): Promise<Map<string, Status>> {
  const statuses = new Map<string, Status>()
  for (const id of ids) {
    const said = [
      await lastSaid(db, 'update_components', id, at),
      await lastSaid(db, 'status_changes', id, at),
    ]
    const last = said.reduce((a, b) => (b && (!a || b.at > a.at) ? b : a))
    statuses.set(id, (last?.status ?? 'operational') as Status)
  }
  return statuses
}

function lastSaid(db: Db, by: 'update_components' | 'status_changes', id: string, at: number) {
  return db
    .selectFrom(by)
    .select(['status', 'at'])
    .where('component_id', '=', id)
    .where('at', '<=', at)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

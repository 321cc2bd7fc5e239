import type { Status } from '#src/status/component.ts'
import type { Db } from '../open.ts'

/** How components stood at an instant, by what updates had said of them until then; without any, as they began. */
export async function listStatusesAt(db: Db, ids: string[], at: number): Promise<Map<string, Status>> {
  const statuses = new Map<string, Status>()
  for (const id of ids) {
    const said = await db
      .selectFrom('update_components')
      .select('status')
      .where('component_id', '=', id)
      .where('at', '<=', at)
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst()
    statuses.set(id, (said?.status ?? 'operational') as Status)
  }
  return statuses
}

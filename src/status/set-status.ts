import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { touch } from '#db/queries/changes.ts'
import { findComponent, updateComponent } from '#db/queries/status.ts'
import { noteStatus } from '#db/queries/uptime.ts'
import { Refusal } from '#src/refusal.ts'
import { STATUSES, type Status } from './component.ts'
import type { Keeper } from './keep-component.ts'

/**
 * Says how a component stands without a post about it, as monitors do. What it was and until when stays written down, so
 * that its past days stay true. Throws a {@link Refusal}: no such component, or no such status.
 */
export async function setStatus(db: Db, id: string, status: string, by: Keeper, now: number): Promise<void> {
  if (!STATUSES.includes(status as Status))
    throw new Refusal('invalid', { status: `Choose one of ${STATUSES.join(', ')}.` })
  await transact(db, async (tx) => {
    await takeTurns(tx, 'components')
    const component = await findComponent(tx, id)
    if (!component || component.archivedAt !== null)
      throw new Refusal('not_found', { form: 'This component does not exist.' })
    if (component.status === status) return
    await updateComponent(tx, id, { status, updated_at: now })
    const said = { componentId: id, oldStatus: component.status, status: status as Status, at: now }
    await noteStatus(tx, said, by)
    const detail = { name: component.name, from: component.status, to: status }
    await insertAudit(tx, { at: now, staff: by, action: 'component.status', object: id, detail })
    await touch(tx, ['components'], now)
  })
}

import type { Db } from '#db/open.ts'
import { heldByOthers, listTouched } from '#db/queries/posts.ts'
import { findComponents } from '#db/queries/status.ts'
import type { Kind } from './kinds.ts'
import type { Entry } from './update.ts'

/**
 * What changes for components: what the entry says, and, when an incident is resolved, everything it had touched
 * goes back to operational, or to what another open incident last said of it.
 */
export async function changesOf(tx: Db, postId: string, kind: Kind, entry: Entry) {
  const wanted = new Map<string, string>(Object.entries(entry.statuses))
  if (kind === 'incident' && entry.state === 'resolved') {
    const touched = (await listTouched(tx, postId)).filter((id) => !wanted.has(id))
    const held = await heldByOthers(tx, postId, touched)
    for (const id of touched) wanted.set(id, held.get(id) ?? 'operational')
  }
  const named = new Set(entry.names ?? [])
  const components = await findComponents(tx, [...new Set([...wanted.keys(), ...named])])
  return components
    .map((component) => ({
      id: component.id,
      oldStatus: component.status as string,
      status: wanted.get(component.id) ?? component.status,
    }))
    .filter(
      (change) => change.status !== change.oldStatus || change.id in entry.statuses || named.has(change.id),
    )
}

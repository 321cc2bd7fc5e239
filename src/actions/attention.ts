import { db } from '#src/database.ts'
import { noteAlert, settleAlert } from '#src/deliveries/attend.ts'
import type { Typed } from '#src/posts/draft.ts'
import { readText, treatAsStop } from '#src/subscribers/inbox.ts'
import { bringBack } from '#src/subscribers/quarantine.ts'
import { staffDoor } from './door.ts'

/** What needs a person: alerts, what people text to us, and who is in quarantine. */
export const attention = {
  note: staffDoor('editor', async ({ typed, staff, now }) => {
    await noteAlert(db(), id(typed, 'alert'), { staff, now })
    return true
  }),
  settle: staffDoor('editor', async ({ typed, staff, now }) => {
    await settleAlert(db(), id(typed, 'alert'), { staff, now })
    return true
  }),
  read: staffDoor('editor', async ({ typed, staff, now }) => {
    await readText(db(), id(typed, 'text'), { answered: typed.answered === '1' }, { staff, now })
    return true
  }),
  stop: staffDoor('editor', async ({ typed, staff, now }) => {
    await treatAsStop(db(), id(typed, 'text'), { staff, now })
    return true
  }),
  bringBack: staffDoor('editor', async ({ typed, staff, now }) => {
    await bringBack(db(), id(typed, 'subscriber'), staff, now)
    return true
  }),
}

function id(typed: Typed, field: string): number {
  const value = typed[field]
  return typeof value === 'string' ? Number(/^\d{1,15}$/.exec(value)?.[0] ?? 0) : 0
}

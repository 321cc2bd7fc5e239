import { db } from '#src/database.ts'
import { keepSettings } from '#src/staff/settings.ts'
import { staffDoor } from './door.ts'

/** What the page says of its organisation. */
export const page = {
  keepSettings: staffDoor('admin', ({ typed, staff, now }) => keepSettings(db(), typed, staff, now)),
}

import { db } from '#src/database.ts'
import { keepLook } from '#src/staff/look.ts'
import { keepSettings } from '#src/staff/settings.ts'
import { staffDoor } from './door.ts'

/** What the page says of its organisation, and how it looks. */
export const page = {
  keepSettings: staffDoor('admin', ({ typed, staff, now }) => keepSettings(db(), typed, staff, now)),
  keepLook: staffDoor('admin', ({ typed, files, staff, now }) => keepLook(db(), typed, files, staff, now)),
}

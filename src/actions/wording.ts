import { db, readDb } from '#src/database.ts'
import { previewWording } from '#src/deliveries/wording.ts'
import { keepWording, rehearseWording, wordingTyped } from '#src/staff/wording.ts'
import { staffDoor } from './door.ts'

/** What staff say in messages instead of our words. */
export const wording = {
  preview: staffDoor('admin', async ({ typed, now }) => ({
    typed,
    preview: await previewWording(readDb(), await wordingTyped(readDb(), typed), now),
  })),
  rehearse: staffDoor('admin', async ({ typed, staff, now }) => ({
    typed,
    ...(await rehearseWording(db(), typed, staff, now)),
  })),
  keep: staffDoor('admin', ({ typed, staff, now }) => keepWording(db(), typed, staff, now)),
}

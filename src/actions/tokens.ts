import { db } from '#src/database.ts'
import { makeToken, revokeToken } from '#src/staff/token.ts'
import { staffDoor } from './door.ts'

/** What programs show to be let in. */
export const tokens = {
  make: staffDoor('owner', ({ typed, staff, now }) => makeToken(db(), typed, staff, now)),

  revoke: staffDoor('owner', async ({ typed, staff, now }) => {
    await revokeToken(db(), typeof typed.token === 'string' ? typed.token : '', staff, now)
    return true
  }),
}

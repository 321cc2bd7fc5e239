import { db } from '#src/database.ts'
import { prove } from '#src/staff/prove.ts'
import { allows, type Member } from '#src/staff/roles.ts'
import { cookieName } from '#src/staff/session.ts'
import { checkImport, startImport } from '#src/subscribers/import/arrange.ts'
import { cancelImport, stands } from '#src/subscribers/import/keep.ts'
import { staffDoor, type Visit } from './door.ts'

/** Lists of people that are brought in. Only an admin, who has shown it is them, vouches for a consent. */
export const imports = {
  check: staffDoor('editor', async (sent) => {
    await checkImport(db(), idIn(sent), sent.typed, by(sent))
    return true
  }),
  start: staffDoor('editor', async (sent) => {
    const id = idIn(sent)
    const { settings } = await stands(db(), id)
    const vouched = settings !== null && JSON.parse(settings).voucher !== null
    if (vouched && allows(sent.staff.role, 'admin')) await proven(sent)
    await startImport(db(), id, by(sent))
    return true
  }),
  cancel: staffDoor('editor', async (sent) => {
    await cancelImport(db(), { id: idIn(sent) }, sent)
    return true
  }),
}

type Sent = Visit & { staff: Member }

const by = ({ staff, now }: Sent) => ({ staff, now, mayVouch: allows(staff.role, 'admin') })

/** Throws a Refusal beside `password` when it may be somebody else who sits there. */
async function proven({ staff, typed, context, now }: Sent): Promise<void> {
  const secret = context.cookies.get(cookieName())?.value ?? ''
  const password = typeof typed.password === 'string' ? typed.password : ''
  await prove(db(), staff, { secret, password }, now)
}

const idIn = ({ typed }: Visit) => Number(/^\d{1,15}$/.exec(String(typed.import ?? ''))?.[0] ?? 0)

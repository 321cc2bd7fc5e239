import type { ActionAPIContext } from 'astro:actions'
import { db } from '#src/database.ts'
import { changePassword } from '#src/staff/change-password.ts'
import { invite, withdrawInvite } from '#src/staff/invite.ts'
import { acceptInvite } from '#src/staff/join.ts'
import { changeRole, disable, enable, signOutEverywhere } from '#src/staff/member.ts'
import type { SessionCookie } from '#src/staff/session.ts'
import { setUp } from '#src/staff/setup.ts'
import { signIn, signInByLink, type Visit, welcome } from '#src/staff/sign-in.ts'
import { publicDoor, type Visit as Sent, staffDoor } from './door.ts'

/** Signing in and out of the staff area, and who may speak. The first four answer people who are not signed in yet. */
export const staff = {
  signIn: publicDoor(async (sent) => {
    const given = { email: field(sent, 'email'), password: field(sent, 'password') }
    return open(sent, await signIn(db(), given, visitOf(sent)))
  }),

  signInByLink: publicDoor(async (sent) =>
    open(sent, await signInByLink(db(), field(sent, 'token'), visitOf(sent))),
  ),

  setUp: publicDoor(async (sent) => {
    const token = field(sent, 'token')
    const owner = await setUp(db(), token, sent.typed, sent.now)
    return open(sent, await welcome(db(), owner, visitOf(sent)))
  }),

  acceptInvite: publicDoor(async (sent) => {
    const member = await acceptInvite(db(), field(sent, 'token'), sent.typed, sent.now)
    return open(sent, await welcome(db(), member, visitOf(sent)))
  }),

  invite: staffDoor('admin', ({ typed, staff, now }) => invite(db(), typed, staff, now)),
  withdrawInvite: staffDoor('admin', async (sent) =>
    withdrawInvite(db(), field(sent, 'link'), sent.staff, sent.now),
  ),
  changeRole: staffDoor('admin', async (sent) =>
    changeRole(db(), member(sent), sent.typed, sent.staff, sent.now),
  ),
  disable: staffDoor('admin', async (sent) => disable(db(), member(sent), sent.staff, sent.now)),
  enable: staffDoor('admin', async (sent) => enable(db(), member(sent), sent.staff, sent.now)),
  signOutMember: staffDoor('admin', async (sent) =>
    signOutEverywhere(db(), member(sent), sent.staff, sent.now),
  ),

  signOutEverywhere: staffDoor('viewer', ({ staff, now }) => signOutEverywhere(db(), staff.id, staff, now)),
  changePassword: staffDoor('viewer', async (sent) =>
    open(sent, await changePassword(db(), sent.typed, sent.staff, visitOf(sent))),
  ),
}

/** Hands the browser its cookie. */
function open({ context }: { context: ActionAPIContext }, cookie: SessionCookie): true {
  context.cookies.set(cookie.name, cookie.value, cookie.attributes)
  return true
}

function visitOf({ ip, now, context }: Sent): Visit {
  return { ip, now, userAgent: context.request.headers.get('user-agent') }
}

function field({ typed }: Sent, name: string): string {
  const value = typed[name]
  return typeof value === 'string' ? value : ''
}

const member = (sent: Sent) => Number(/^\d{1,15}$/.exec(field(sent, 'member'))?.[0] ?? 0)

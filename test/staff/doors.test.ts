import type { ActionAPIContext } from 'astro:actions'
import { expect, test, vi } from 'vitest'
import { ROLES, type Role } from '#src/staff/roles.ts'

// A door is asked here as Astro asks it: with a form and who is signed in.
vi.mock('astro:actions', () => ({ defineAction: (door: { handler: unknown }) => door.handler }))
// Behind the door is nothing: no verb may be reached by somebody who was let in, and none is needed.
vi.mock('#src/database.ts', () => ({
  db: () => {
    throw new Reached()
  },
  readDb: () => {
    throw new Reached()
  },
}))
class Reached extends Error {}

type Door = (form: FormData, context: ActionAPIContext) => Promise<{ status?: number; problems?: object }>
const { server } = (await import('#src/actions/index.ts')) as unknown as {
  server: Record<string, Record<string, Door>>
}

/** The least role for each thing that staff may do. */
const NEEDS: Record<string, Role> = {
  'staff.invite': 'admin',
  'staff.withdrawInvite': 'admin',
  'staff.changeRole': 'admin',
  'staff.disable': 'admin',
  'staff.enable': 'admin',
  'staff.signOutMember': 'admin',
  'staff.signOutEverywhere': 'viewer',
  'staff.changePassword': 'viewer',
  'status.keepComponent': 'admin',
  'status.archiveComponent': 'admin',
  'status.restoreComponent': 'admin',
  'status.moveComponent': 'admin',
  'status.keepGroup': 'admin',
  'status.archiveGroup': 'admin',
  'status.restoreGroup': 'admin',
  'status.moveGroup': 'admin',
  'page.keepSettings': 'admin',
  'page.keepLook': 'admin',
  'wording.preview': 'admin',
  'wording.rehearse': 'admin',
  'wording.keep': 'admin',
  'tokens.make': 'owner',
  'tokens.revoke': 'owner',
  'monitors.make': 'admin',
  'monitors.revoke': 'admin',
  'monitors.keepRule': 'admin',
  'monitors.moveRule': 'admin',
  'monitors.removeRule': 'admin',
  'monitors.rehearse': 'editor',
  'posts.preview': 'editor',
  'posts.publish': 'editor',
  'posts.keep': 'editor',
  'posts.discard': 'editor',
  'posts.previewUpdate': 'editor',
  'posts.update': 'editor',
  'posts.revise': 'editor',
  'posts.translate': 'editor',
  'attention.note': 'editor',
  'attention.settle': 'editor',
  'attention.read': 'editor',
  'attention.stop': 'editor',
  'attention.bringBack': 'editor',
  'audience.add': 'editor',
  'audience.end': 'editor',
  'audience.ask': 'editor',
  'audience.erase': 'admin',
  'audience.tag': 'editor',
  'audience.tagAll': 'editor',
  'audience.untag': 'editor',
  'imports.check': 'editor',
  'imports.start': 'editor',
  'imports.cancel': 'editor',
  'deliveries.pause': 'editor',
  'deliveries.resume': 'editor',
  'deliveries.stop': 'editor',
  'deliveries.retry': 'editor',
}
/** Signing in is for those who are not. */
const OPEN = ['staff.signIn', 'staff.signInByLink', 'staff.setUp', 'staff.acceptInvite']

const doorOf = (name: string): Door => {
  const [noun = '', verb = ''] = name.split('.')
  const door = server[noun]?.[verb]
  if (!door) throw new Error(`no door ${name}`)
  return door
}

async function ask(name: string, role: Role | null) {
  const staff = role && { id: 1, email: 'a@acme.test', name: 'Ana', role }
  const context = {
    locals: { ip: '192.0.2.1', staff: async () => staff },
    request: new Request('https://status.example.test/admin', { method: 'POST' }),
  } as unknown as ActionAPIContext
  const form = new FormData()
  form.set('kept', 'what was typed')
  return doorOf(name)(form, context).catch((error) => {
    if (error instanceof Reached) return { status: 200 }
    throw error
  })
}

test('every door of the staff area stands in the table', () => {
  // What subscribers do is for everybody.
  const { subscribers: _, ...nouns } = server
  const names = Object.entries(nouns).flatMap(([noun, doors]) =>
    Object.keys(doors).map((verb) => `${noun}.${verb}`),
  )
  expect(names.filter((name) => !OPEN.includes(name)).sort()).toEqual(Object.keys(NEEDS).sort())
})

const cells = Object.entries(NEEDS).flatMap(([name, needed]) =>
  ROLES.map((role) => [name, role, needed] as const),
)

test.each(cells)('%s for %s (it needs %s)', async (name, role, needed) => {
  const { status } = await ask(name, role)
  // Whoever is let in reaches the database, or the form is read first and found empty.
  if (ROLES.indexOf(role) < ROLES.indexOf(needed)) expect(status).toBe(403)
  else expect([200, 422]).toContain(status)
})

test.each(Object.keys(NEEDS))('%s for nobody: 401, and what was typed comes back', async (name) => {
  expect(await ask(name, null)).toEqual({
    status: 401,
    problems: { signed_out: expect.any(String) },
    typed: { kept: 'what was typed' },
  })
})

import { expect, test } from 'vitest'
import { findStaff } from '#db/queries/staff.ts'
import { changeRole, disable, enable, signOutEverywhere } from '#src/staff/member.ts'
import { ROLES, type Role } from '#src/staff/roles.ts'
import { memberOf, startSession } from '#src/staff/session.ts'
import { onBothEngines } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'
import { aMember, aVisit } from '#test/support/people.ts'

/** Who may give whom which role: by → of → to. Everything else is refused. */
const MAY: Partial<Record<Role, Partial<Record<Role, Role[]>>>> = {
  owner: {
    viewer: ['viewer', 'editor', 'admin', 'owner'],
    editor: ['viewer', 'editor', 'admin', 'owner'],
    admin: ['viewer', 'editor', 'admin', 'owner'],
    owner: ['viewer', 'editor', 'admin', 'owner'],
  },
  admin: {
    viewer: ['viewer', 'editor', 'admin'],
    editor: ['viewer', 'editor', 'admin'],
    admin: ['viewer', 'editor', 'admin'],
  },
}

onBothEngines('keeping staff', (open) => {
  test('gives roles exactly as the table says', async () => {
    const { db } = await open()
    await aMember(db, 'owner')
    for (const by of ROLES)
      for (const of of ROLES)
        for (const to of ROLES) {
          const [boss, member] = [await aMember(db, by), await aMember(db, of)]
          const done = await changeRole(db, member.id, { role: to }, boss, NOON).then(
            () => true,
            (refusal) => refusal.code,
          )
          const may = MAY[by]?.[of]?.includes(to) ?? false
          expect([by, of, to, done]).toEqual([by, of, to, may ? true : 'forbidden'])
          expect((await findStaff(db, member.id))?.role).toBe(may ? to : of)
        }
  })

  test('signs a member out who gets another role', async () => {
    const { db } = await open()
    const [boss, carl] = [await aMember(db), await aMember(db, 'editor')]
    const cookie = await startSession(db, carl.id, aVisit())
    await changeRole(db, carl.id, { role: 'viewer' }, boss, NOON)
    expect(await memberOf(db, cookie.value, NOON)).toBeNull()
  })

  test('never loses the last owner, not even to two who remove each other at once', async () => {
    const { db } = await open()
    const ana = await aMember(db)
    const refusal = { code: 'conflict', problems: { form: expect.stringContaining('last owner') } }
    await expect(changeRole(db, ana.id, { role: 'admin' }, ana, NOON)).rejects.toMatchObject(refusal)
    await expect(disable(db, ana.id, ana, NOON)).rejects.toMatchObject(refusal)
    const bea = await aMember(db)
    const both = await Promise.allSettled([disable(db, ana.id, bea, NOON), disable(db, bea.id, ana, NOON)])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('lets a disabled member in again, and answers an unknown number with not found', async () => {
    const { db } = await open()
    const [boss, carl] = [await aMember(db), await aMember(db, 'editor')]
    await disable(db, carl.id, boss, NOON)
    await enable(db, carl.id, boss, NOON)
    expect((await findStaff(db, carl.id))?.disabled_at).toBeNull()
    for (const verb of [disable, enable, signOutEverywhere])
      await expect(verb(db, 999_999, boss, NOON)).rejects.toMatchObject({ code: 'not_found' })
    await expect(changeRole(db, 999_999, { role: 'viewer' }, boss, NOON)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('lets everybody sign themselves out everywhere, and only admins others', async () => {
    const { db } = await open()
    const [ana, carl] = [await aMember(db), await aMember(db, 'viewer')]
    const cookie = await startSession(db, carl.id, aVisit())
    await expect(signOutEverywhere(db, ana.id, carl, NOON)).rejects.toMatchObject({ code: 'forbidden' })
    await signOutEverywhere(db, carl.id, carl, NOON)
    expect(await memberOf(db, cookie.value, NOON)).toBeNull()
  })
})

import { expect, test } from 'vitest'
import { listAudit } from '#db/queries/audit.ts'
import { listTokens } from '#db/queries/tokens.ts'
import { bearerOf, makeToken, revokeToken } from '#src/staff/token.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aPage, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'

onBothEngines('tokens', (open) => {
  async function begun() {
    const { db } = await open()
    await aPage(db)
    const owner = await aMember(db)
    const make = (role = 'editor', name = 'Deploy pipeline') => makeToken(db, { name, role }, owner, NOON)
    return { db, owner, make }
  }

  test('a token lets its program in, under its own name and with its own role', async () => {
    const { db, owner, make } = await begun()
    const token = await make('viewer')
    expect(await bearerOf(db, token, NOON)).toMatchObject({
      name: 'Deploy pipeline',
      role: 'viewer',
      staffId: owner.id,
    })
  })

  test('nothing in the database opens anything', async () => {
    const { db, make } = await begun()
    const token = await make()
    const kept = JSON.stringify([
      await db.selectFrom('tokens').selectAll().execute(),
      await listAudit(db, 50),
    ])
    expect(kept).not.toContain(token.slice('candor_'.length))
    const [{ hash } = { hash: '' }] = await db.selectFrom('tokens').select('hash').execute()
    expect(await bearerOf(db, hash, NOON)).toBeNull()
    expect(await bearerOf(db, `candor_${hash.slice(0, 43)}`, NOON)).toBeNull()
  })

  test('a revoked token opens nothing from then on, and cannot be revoked twice', async () => {
    const { db, owner, make } = await begun()
    const [token, other] = [await make(), await make('viewer', 'Other')]
    const [row] = (await listTokens(db)).filter(({ name }) => name === 'Deploy pipeline')
    await revokeToken(db, row?.id ?? '', owner, NOON + 1)
    expect(await bearerOf(db, token, NOON + 2)).toBeNull()
    expect(await bearerOf(db, other, NOON + 2)).not.toBeNull()
    await expect(revokeToken(db, row?.id ?? '', owner, NOON + 3)).rejects.toThrow('no such token')
    expect((await listAudit(db, 10)).map(({ action }) => action)).toContain('token.revoke')
  })

  test.each(['', 'candor_', 'x'.repeat(10_000), "' or 1=1--", 'candor_\u0000', `candor_${'a'.repeat(43)}`])(
    'a token that was never made opens nothing: %j',
    async (token) => {
      const { db, make } = await begun()
      await make()
      expect(await bearerOf(db, token, NOON)).toBeNull()
    },
  )

  test('its use is written down, but not each time', async () => {
    const { db, make } = await begun()
    const token = await make()
    const used = async () => (await listTokens(db))[0]?.used_at
    expect(await used()).toBeNull()
    await bearerOf(db, token, NOON + 1_000)
    await bearerOf(db, token, NOON + 2_000)
    expect(Number(await used())).toBe(NOON + 1_000)
    await bearerOf(db, token, NOON + 3_600_000)
    expect(Number(await used())).toBe(NOON + 3_600_000)
  })

  test.each([
    [{ name: '', role: 'editor' }, 'name'],
    [{ name: 'x\r\nset-cookie: a', role: 'editor' }, 'name'],
    [{ name: 'x', role: 'owner' }, 'role'],
    [{ name: 'x' }, 'role'],
  ])('%j makes none', async (typed, field) => {
    const { db, owner } = await begun()
    await expect(makeToken(db, typed, owner, NOON)).rejects.toMatchObject({
      problems: { [field]: expect.any(String) },
    })
    expect(await listTokens(db)).toEqual([])
  })
})

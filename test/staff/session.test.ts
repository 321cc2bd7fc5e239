import { expect, test, vi } from 'vitest'
import { insertSession, listSessions } from '#db/queries/staff.ts'
import { changePassword } from '#src/staff/change-password.ts'
import { disable } from '#src/staff/member.ts'
import { endSession, memberOf, sessionId, startSession } from '#src/staff/session.ts'
import { onBothEngines } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'
import { aMember, aVisit, PASSWORD } from '#test/support/people.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

onBothEngines('a session', (open) => {
  async function world() {
    const { db } = await open()
    const ana = await aMember(db)
    const cookie = await startSession(db, ana.id, aVisit())
    return { db, ana, cookie }
  }

  test('belongs to who signed in, by a cookie that scripts and other sites cannot read', async () => {
    const { db, ana, cookie } = await world()
    expect(await memberOf(db, cookie.value, NOON + HOUR)).toEqual(ana)
    expect(cookie).toMatchObject({
      name: '__Host-candor',
      attributes: { httpOnly: true, secure: true, sameSite: 'lax', path: '/' },
    })
    expect(Buffer.from(cookie.value, 'base64url')).toHaveLength(32)
  })

  test('is kept so that a dump of the table opens nothing', async () => {
    const { db, ana, cookie } = await world()
    const [row] = await listSessions(db, ana.id)
    expect(JSON.stringify(row)).not.toContain(cookie.value)
    for (const stolen of Object.values(row ?? {})) {
      expect(await memberOf(db, String(stolen), NOON)).toBeNull()
    }
    const forged = Buffer.from(row?.id ?? '', 'hex').toString('base64url')
    expect(await memberOf(db, forged, NOON)).toBeNull()
  })

  test('ends after twelve hours without use, and lives on while it is used', async () => {
    const { db, cookie } = await world()
    expect(await memberOf(db, cookie.value, NOON + 12 * HOUR - MINUTE)).not.toBeNull()
    expect(await memberOf(db, cookie.value, NOON + 23 * HOUR)).not.toBeNull()
    expect(await memberOf(db, cookie.value, NOON + 36 * HOUR)).toBeNull()
  })

  test('ends after seven days however much it is used', async () => {
    const { db, cookie } = await world()
    let hour = 0
    for (; hour < 7 * 24; hour += 5)
      expect(await memberOf(db, cookie.value, NOON + hour * HOUR)).not.toBeNull()
    expect(await memberOf(db, cookie.value, NOON + 7 * 24 * HOUR)).toBeNull()
  })

  test('keeps its absolute end when somebody writes a later one into the table', async () => {
    const { db, ana } = await world()
    const secret = 'a'.repeat(43)
    const row = { staff_id: ana.id, created_at: NOON, expires_at: NOON + 999 * HOUR, user_agent: null }
    await insertSession(db, { id: sessionId(secret), ...row })
    expect(await memberOf(db, secret, NOON + 7 * 24 * HOUR)).toBeNull()
  })

  test('is never lengthened past its absolute end by a clock that jumps forth and back', async () => {
    const { db, ana, cookie } = await world()
    const end = NOON + 7 * 24 * HOUR
    // Used every five hours; each time the clock shows an hour more, or less, for a moment.
    for (let at = NOON; at < end - 5 * HOUR; at += 5 * HOUR)
      for (const jump of [0, HOUR, -HOUR]) {
        expect(await memberOf(db, cookie.value, at + jump)).not.toBeNull()
        const [row] = await listSessions(db, ana.id)
        expect(row?.created_at).toBe(NOON)
        expect(Math.min(row?.expires_at ?? 0, end)).toBe(row?.expires_at)
      }
    expect(await memberOf(db, cookie.value, end)).toBeNull()
    // Set back again: what was over stays over.
    expect(await memberOf(db, cookie.value, end - HOUR)).toBeNull()
  })

  test('is measured by the clock it is handed, not by the one on the wall', async () => {
    const { db, cookie } = await world()
    vi.useFakeTimers({ toFake: ['Date'], now: NOON + 9_999 * HOUR })
    expect(await memberOf(db, cookie.value, NOON + HOUR)).not.toBeNull()
    vi.useRealTimers()
  })

  test('ends at once when its member signs out or is disabled', async () => {
    const { db, ana, cookie } = await world()
    const boss = await aMember(db)
    const other = await startSession(db, ana.id, aVisit())
    await endSession(db, cookie.value)
    expect(await memberOf(db, cookie.value, NOON)).toBeNull()
    expect(await memberOf(db, other.value, NOON)).not.toBeNull()
    await disable(db, ana.id, boss, NOON)
    expect(await memberOf(db, other.value, NOON)).toBeNull()
  })

  test('is replaced by a new one, and all others end, when the password changes', async () => {
    const { db, ana, cookie } = await world()
    const typed = { current: PASSWORD, password: 'another set of words' }
    const fresh = await changePassword(db, typed, ana, aVisit())
    expect(await memberOf(db, cookie.value, NOON)).toBeNull()
    expect(await memberOf(db, fresh.value, NOON)).toEqual(ana)
  })

  test('survives a password change that was refused', async () => {
    const { db, ana, cookie } = await world()
    const wrong = changePassword(db, { current: 'not it', password: 'another set of words' }, ana, aVisit())
    await expect(wrong).rejects.toMatchObject({ problems: { current: expect.any(String) } })
    const weak = changePassword(db, { current: PASSWORD, password: 'short' }, ana, aVisit())
    await expect(weak).rejects.toMatchObject({ problems: { password: expect.any(String) } })
    expect(await memberOf(db, cookie.value, NOON)).toEqual(ana)
  })

  test('is nobody’s when the cookie is no secret of ours', async () => {
    const { db } = await world()
    for (const junk of ['', 'x', "' or 1=1 --", 'a'.repeat(43), 'a'.repeat(10_000), '\0'])
      expect(await memberOf(db, junk, NOON)).toBeNull()
  })
})

import { expect, test } from 'vitest'
import { listAudit } from '#db/queries/audit.ts'
import { findStaff, updateStaff } from '#db/queries/staff.ts'
import { disable } from '#src/staff/member.ts'
import { memberOf } from '#src/staff/session.ts'
import { signIn } from '#src/staff/sign-in.ts'
import { onBothEngines } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'
import { aMember, aVisit, PASSWORD } from '#test/support/people.ts'

const MINUTE = 60_000

onBothEngines('signing in', (open) => {
  async function world() {
    const { db } = await open()
    const ana = await aMember(db)
    const attempt = (password: string, changes = {}, email = ana.email) =>
      signIn(db, { email, password }, aVisit(changes)).then(
        (cookie) => cookie,
        (refusal) => ({ code: refusal.code, problems: refusal.problems, value: undefined }),
      )
    return { db, ana, attempt }
  }

  test('takes the address in any case and with spaces around it', async () => {
    const { db, ana, attempt } = await world()
    const cookie = await attempt(PASSWORD, {}, `  ${ana.email.toUpperCase()} `)
    expect(await memberOf(db, cookie.value ?? '', NOON)).toEqual(ana)
  })

  test('answers an unknown, a disabled and a known address alike', async () => {
    const { db, attempt } = await world()
    const gone = await aMember(db)
    await disable(db, gone.id, await aMember(db), NOON)
    const known = await attempt('wrong password')
    expect(known).toMatchObject({ code: 'invalid', problems: { form: expect.any(String) } })
    expect(await attempt(PASSWORD, {}, 'nobody@acme.test')).toEqual(known)
    expect(await attempt(PASSWORD, {}, gone.email)).toEqual(known)
    expect(await attempt('', {}, '')).toEqual(known)
  })

  test('writes both sign-ins and failures down, without the address', async () => {
    const { db, ana, attempt } = await world()
    await attempt('wrong password')
    await attempt(PASSWORD)
    const entries = await listAudit(db, 10)
    expect(entries.map((entry) => entry.action)).toEqual(['signin', 'signin.failed'])
    expect(JSON.stringify(entries)).not.toContain(ana.email)
  })

  test('slows down and then stops one network, whoever it tries', async () => {
    const { attempt } = await world()
    for (let tries = 0; tries < 20; tries += 1)
      expect(await attempt('wrong', {}, `guess${tries}@acme.test`)).toMatchObject({ code: 'invalid' })
    expect(await attempt(PASSWORD)).toMatchObject({ code: 'limited' })
    expect(await attempt(PASSWORD, { ip: '198.51.100.1' })).toHaveProperty('attributes')
    expect(await attempt(PASSWORD, { now: NOON + 61 * MINUTE })).toHaveProperty('attributes')
  })

  test('makes each further try for one account wait longer, known or not', async () => {
    const { ana, attempt } = await world()
    const guess = (email: string, n: number, now = NOON) =>
      attempt('wrong', { ip: `203.0.113.${n}`, now }, email)
    for (const email of [ana.email, 'nobody@acme.test']) {
      for (let n = 0; n < 5; n += 1) expect(await guess(email, n)).toMatchObject({ code: 'invalid' })
      expect(await guess(email, 6)).toMatchObject({
        code: 'limited',
        problems: { form: 'Please wait 2 seconds before the next try.' },
      })
      expect(await guess(email, 7, NOON + 2_000)).toMatchObject({ code: 'invalid' })
      expect(await guess(email, 8, NOON + 4_000)).toMatchObject({ code: 'limited' })
    }
  })

  test('lets strangers try one account twenty times a day, and never keeps its member out where they sign in', async () => {
    const { attempt } = await world()
    expect(await attempt(PASSWORD)).toHaveProperty('attributes')
    let now = NOON
    const stranger = (n: number) => {
      now += 16 * MINUTE
      return attempt('wrong', { ip: `203.0.113.${n}`, now })
    }
    const answers = []
    for (let n = 0; n < 22; n += 1) answers.push((await stranger(n)) as { code?: string })
    expect(answers.filter((answer) => answer.code === 'invalid')).toHaveLength(19)
    expect(answers.at(-1)).toMatchObject({ code: 'limited' })
    expect(await attempt(PASSWORD, { now })).toHaveProperty('attributes')
  })

  test('gives an old hash a new one of today’s cost', async () => {
    const { db, ana, attempt } = await world()
    const { createHash } = await import('node:crypto')
    const { argon2Sync } = await import('node:crypto')
    const nonce = createHash('sha256').update('salt').digest().subarray(0, 16)
    const cost = { parallelism: 1, memory: 8192, passes: 1, tagLength: 32 }
    const tag = argon2Sync('argon2id', { message: PASSWORD, nonce, ...cost })
    const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
    await updateStaff(db, ana.id, {
      password_hash: `$argon2id$v=19$m=8192,t=1,p=1$${b64(nonce)}$${b64(tag)}`,
    })
    expect(await attempt(PASSWORD)).toHaveProperty('attributes')
    expect((await findStaff(db, ana.id))?.password_hash).toContain('m=19456,t=2')
    expect(await attempt(PASSWORD)).toHaveProperty('attributes')
  })
})

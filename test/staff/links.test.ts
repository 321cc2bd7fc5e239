import { expect, test } from 'vitest'
import { findPage } from '#db/queries/page.ts'
import { findStaffByEmail } from '#db/queries/staff.ts'
import { invite, inviteLetter, withdrawInvite } from '#src/staff/invite.ts'
import { acceptInvite } from '#src/staff/join.ts'
import { disable } from '#src/staff/member.ts'
import { memberOf } from '#src/staff/session.ts'
import { setUp, setupLink } from '#src/staff/setup.ts'
import { signIn, signInByLink, signInLink } from '#src/staff/sign-in.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aPage, NOON } from '#test/support/makers.ts'
import { aMember, aVisit, PASSWORD } from '#test/support/people.ts'

const HOUR = 3_600_000
const tokenOf = (url: string | null | undefined) => url?.split('/').at(-1) ?? ''
const refused = { code: 'not_found', problems: { form: expect.stringContaining('used or is too old') } }

onBothEngines('one-time links', (open) => {
  const answers = {
    page_name: 'Acme',
    zone: 'Europe/Lisbon',
    contact_email: 'help@acme.test',
    contact_phone: '',
    contact_url: '',
    name: 'Ana Reis',
    email: 'Ana@Acme.test',
    password: PASSWORD,
  }

  test('set an empty installation up, once', async () => {
    const { db } = await open()
    const url = await setupLink(db, NOON)
    expect(url).toMatch(/^https:\/\/status\.example\.test\/admin\/setup\//)
    const owner = await setUp(db, tokenOf(url), { ...answers, language: 'pt' }, NOON)
    expect(await findPage(db)).toMatchObject({ language: 'pt', languages: '["pt"]' })
    expect(owner).toMatchObject({ role: 'owner', email: 'ana@acme.test' })
    expect(await findPage(db)).toMatchObject({ name: 'Acme', time_zone: 'Europe/Lisbon' })
    await expect(setUp(db, tokenOf(url), { ...answers, email: 'b@acme.test' }, NOON)).rejects.toMatchObject(
      refused,
    )
    expect(await setupLink(db, NOON)).toBeNull()
  })

  test('name everything that is wrong with a setup at once, and stay good', async () => {
    const { db } = await open()
    const token = tokenOf(await setupLink(db, NOON))
    const wrong = {
      ...answers,
      zone: 'Europe/Nowhere',
      email: 'ana',
      password: 'short',
      contact_url: 'javascript:alert(1)',
      page_name: 'A\r\nBcc: x',
    }
    await expect(setUp(db, token, wrong, NOON)).rejects.toMatchObject({
      problems: {
        zone: expect.stringContaining('Europe/Lisbon'),
        email: expect.any(String),
        password: expect.stringContaining('12'),
        contact_url: expect.any(String),
        page_name: expect.any(String),
      },
    })
    expect(await findPage(db)).toBeUndefined()
    await setUp(db, token, answers, NOON)
  })

  test('die when a newer setup link is made, when a day is over, and when they are forged', async () => {
    const { db } = await open()
    const first = tokenOf(await setupLink(db, NOON))
    const second = tokenOf(await setupLink(db, NOON))
    for (const [token, now] of [
      [first, NOON],
      [second, NOON + 24 * HOUR],
      [`${second.slice(0, -1)}${second.endsWith('A') ? 'B' : 'A'}`, NOON],
      ['', NOON],
      ['../../x', NOON],
    ] as const)
      await expect(setUp(db, token, answers, now)).rejects.toMatchObject(refused)
    await setUp(db, second, answers, NOON)
  })

  async function invited(role = 'editor') {
    const { db } = await open()
    await aPage(db)
    const boss = await aMember(db, 'admin', 'Bea')
    await invite(db, { email: ' Carl@Acme.test', role }, boss, NOON)
    const newest = await db.selectFrom('links').selectAll().where('purpose', '=', 'invite').execute()
    const linkId = newest.at(-1)?.id ?? ''
    return { db, boss, linkId, letter: await inviteLetter(db, linkId, NOON) }
  }
  const carl = { name: 'Carl', password: PASSWORD }

  test('invite somebody by a letter that the sender writes, with the role it names and no other', async () => {
    const { db, linkId, letter } = await invited()
    expect(letter).toMatchObject({ address: 'carl@acme.test', invitedBy: 'Bea', role: 'editor', hours: 72 })
    const waiting = await db.selectFrom('announcements').selectAll().execute()
    expect(waiting).toMatchObject([{ occasion: 'invite', letter: JSON.stringify({ linkId }) }])
    const member = await acceptInvite(
      db,
      tokenOf(letter?.url),
      { ...carl, role: 'owner', email: 'x@y.z' },
      NOON,
    )
    expect(member).toMatchObject({ email: 'carl@acme.test', role: 'editor' })
    expect(await inviteLetter(db, linkId, NOON)).toBeNull()
    await expect(acceptInvite(db, tokenOf(letter?.url), carl, NOON)).rejects.toMatchObject(refused)
  })

  test('stand in no table in a form that opens anything', async () => {
    const { db, letter } = await invited()
    const secret = tokenOf(letter?.url).slice(13)
    const tables = ['links', 'announcements', 'deliveries', 'audit'] as const
    for (const table of tables)
      expect(JSON.stringify(await db.selectFrom(table).selectAll().execute())).not.toContain(secret)
  })

  test('to an invitation die after 72 hours, with a newer one, taken back, and without the right to invite', async () => {
    const { db, boss, linkId, letter } = await invited()
    const token = tokenOf(letter?.url)
    await expect(acceptInvite(db, token, carl, NOON + 72 * HOUR)).rejects.toMatchObject(refused)
    await invite(db, { email: 'carl@acme.test', role: 'viewer' }, boss, NOON + 1)
    expect(await inviteLetter(db, linkId, NOON + 1)).toBeNull()
    await expect(acceptInvite(db, token, carl, NOON + 1)).rejects.toMatchObject(refused)

    const other = await invited()
    await withdrawInvite(other.db, other.linkId, other.boss, NOON)
    await expect(acceptInvite(other.db, tokenOf(other.letter?.url), carl, NOON)).rejects.toMatchObject(
      refused,
    )

    const third = await invited()
    await disable(third.db, third.boss.id, await aMember(third.db), NOON)
    await expect(acceptInvite(third.db, tokenOf(third.letter?.url), carl, NOON)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('are kept when the form is sent with something wrong', async () => {
    const { db, letter } = await invited()
    const token = tokenOf(letter?.url)
    await expect(acceptInvite(db, token, { name: '', password: PASSWORD }, NOON)).rejects.toMatchObject({
      problems: { name: expect.any(String) },
    })
    await expect(acceptInvite(db, token, { name: 'Carl', password: 'x' }, NOON)).rejects.toMatchObject({
      problems: { password: expect.any(String) },
    })
    await acceptInvite(db, token, carl, NOON)
  })

  test('make one member of two who open the same invitation at once', async () => {
    const { db, letter } = await invited()
    const both = await Promise.allSettled(
      [1, 2].map(() => acceptInvite(db, tokenOf(letter?.url), carl, NOON)),
    )
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await findStaffByEmail(db, 'carl@acme.test')).toMatchObject({ name: 'Carl' })
  })

  test('do not invite whom everybody knows already, nor above one’s own role', async () => {
    const { db, boss } = await invited()
    await expect(invite(db, { email: boss.email, role: 'viewer' }, boss, NOON)).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(invite(db, { email: 'd@acme.test', role: 'owner' }, boss, NOON)).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(invite(db, { email: 'no address', role: 'king' }, boss, NOON)).rejects.toMatchObject({
      problems: { email: expect.any(String), role: expect.any(String) },
    })
  })

  test('bring somebody back whose account has ended, with a new password, and nobody above the inviter', async () => {
    const { db } = await open()
    await aPage(db)
    const [owner, boss] = [await aMember(db), await aMember(db, 'admin')]
    const [carla, gone] = [await aMember(db, 'editor', 'Carla'), await aMember(db, 'owner')]
    await disable(db, carla.id, boss, NOON)
    await disable(db, gone.id, owner, NOON)
    const back = invite(db, { email: gone.email, role: 'viewer' }, boss, NOON)
    await expect(back).rejects.toMatchObject({ code: 'forbidden' })
    await invite(db, { email: carla.email, role: 'viewer' }, boss, NOON)
    const link = await db
      .selectFrom('links')
      .selectAll()
      .where('purpose', '=', 'invite')
      .executeTakeFirstOrThrow()
    const letter = await inviteLetter(db, link.id, NOON)
    const fresh = { name: 'Carla', password: 'quite another set of words' }
    const member = await acceptInvite(db, tokenOf(letter?.url), fresh, NOON)
    expect(member).toMatchObject({ id: carla.id, role: 'viewer' })
    await signIn(db, { email: carla.email, password: fresh.password }, aVisit())
    const old = signIn(db, { email: carla.email, password: PASSWORD }, aVisit())
    await expect(old).rejects.toMatchObject({ code: 'invalid' })
  })

  test('sign a member in once, within half an hour, and not after the account has ended', async () => {
    const { db } = await open()
    const [ana, boss] = [await aMember(db), await aMember(db)]
    const used = tokenOf(await signInLink(db, ana.id, NOON))
    const cookie = await signInByLink(db, used, aVisit())
    expect(await memberOf(db, cookie.value, NOON)).toEqual(ana)
    await expect(signInByLink(db, used, aVisit())).rejects.toMatchObject(refused)
    const late = tokenOf(await signInLink(db, ana.id, NOON))
    await expect(signInByLink(db, late, aVisit({ now: NOON + HOUR / 2 }))).rejects.toMatchObject(refused)
    const gone = tokenOf(await signInLink(db, ana.id, NOON))
    await disable(db, ana.id, boss, NOON)
    await expect(signInByLink(db, gone, aVisit())).rejects.toMatchObject(refused)
  })

  test('open only what they were made for', async () => {
    const { db, letter } = await invited()
    await expect(signInByLink(db, tokenOf(letter?.url), aVisit())).rejects.toMatchObject(refused)
    await expect(setUp(db, tokenOf(letter?.url), answers, NOON)).rejects.toMatchObject(refused)
  })
})

import { expect, test } from 'vitest'
import { enterCode } from '#src/subscribers/code.ts'
import { countryIsOpen, openCountry } from '#src/subscribers/country.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import type { Asked } from '#src/subscribers/subscribe.ts'
import { onBothEngines, type TestDb } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'
import { acts, asks, aVisitor, DAY, HOUR, letters, standing, textedCode } from './world.ts'

const NUMBER = '+14155550142'
const MINUTE = 60_000
const number = (n: number) => `+1415555${String(1000 + n)}`

const enters = (db: TestDb['db'], asked: Asked, code: string, now = NOON + 1) =>
  enterCode(db, { number: asked.address, ticket: asked.ticket ?? '', code }, aVisitor(now))

onBothEngines('confirming a number', (open, engine) => {
  test('takes the six digits, as people type them, and nothing in the database shows them', async () => {
    const { db } = await open()
    const asked = await asks(db, NUMBER)
    const code = await textedCode(db, NUMBER)
    const dump = JSON.stringify([await letters(db), await db.selectFrom('subscribers').selectAll().execute()])
    expect(dump).not.toContain(`"${code}"`)
    const subscriber = await enters(db, asked, ` ${code.slice(0, 3)} ${code.slice(3)} `)
    expect(subscriber).toMatchObject({ confirmedAt: NOON + 1, country: 'US', channel: 'sms' })
    expect(await acts(db, subscriber.id)).toEqual(['asked', 'confirmed'])
    await expect(enters(db, asked, code)).rejects.toMatchObject({ code: 'invalid' })
  })

  test('allows five tries; the right digits at the sixth are refused', async () => {
    const { db } = await open()
    const asked = await asks(db, NUMBER)
    const code = await textedCode(db, NUMBER)
    const wrong = code === '000000' ? '000001' : '000000'
    for (let n = 0; n < 5; n += 1)
      await expect(enters(db, asked, wrong)).rejects.toMatchObject({
        problems: { code: expect.stringContaining('not the digits') },
      })
    await expect(enters(db, asked, code)).rejects.toMatchObject({
      problems: { code: expect.stringContaining('Five tries') },
    })
    expect((await standing(db, NUMBER)).confirmedAt).toBeNull()
  })

  test('is good for ten minutes, in the window that asked, until a newer one', async () => {
    const { db } = await open()
    const asked = await asks(db, NUMBER)
    const code = await textedCode(db, NUMBER)
    await expect(enters(db, asked, code, NOON + 10 * MINUTE)).rejects.toMatchObject({
      problems: { code: expect.stringContaining('ten minutes') },
    })
    const elsewhere = {
      ...asked,
      ticket: (asked.ticket ?? '').replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    }
    const otherNumber = { ...asked, address: number(9) }
    for (const stranger of [elsewhere, otherNumber, { ...asked, ticket: '' }])
      await expect(enters(db, stranger, code)).rejects.toMatchObject({
        problems: { code: expect.stringContaining('another window') },
      })
    const newer = await asks(db, NUMBER, { now: NOON + 2 * MINUTE })
    await expect(enters(db, asked, code, NOON + 2 * MINUTE)).rejects.toMatchObject({ code: 'invalid' })
    await enters(db, newer, await textedCode(db, NUMBER), NOON + 2 * MINUTE)
  })

  test('gives a stranger who asks for the same number a ticket that looks the same and opens nothing', async () => {
    const { db } = await open()
    const mine = await asks(db, NUMBER)
    const stranger = await asks(db, NUMBER, { now: NOON + 10 })
    const code = await textedCode(db, NUMBER)
    expect(stranger.ticket).toHaveLength((mine.ticket ?? '').length)
    for (let n = 0; n < 5; n += 1) await expect(enters(db, stranger, code, NOON + 20)).rejects.toThrow()
    await enters(db, mine, code, NOON + 30)
  })

  test('gives the same window the same ticket when its form is sent again', async () => {
    const { db } = await open()
    const formKey = sealForm(NOON)
    await asks(db, NUMBER, { formKey })
    const reloaded = await asks(db, NUMBER, { formKey, now: NOON + 5000 })
    await enters(db, reloaded, await textedCode(db, NUMBER), NOON + 6000)
    expect(await letters(db)).toHaveLength(1)
  })

  test('texts a number at most once a minute and three times a day', async () => {
    const { db } = await open()
    for (let n = 0; n < 10; n += 1) await asks(db, NUMBER, { now: NOON + n * 30_000 })
    expect(await letters(db)).toHaveLength(3)
    await asks(db, NUMBER, { now: NOON + DAY })
    expect(await letters(db)).toHaveLength(4)
  })

  test('hears ten askings of one connection in four hours', async () => {
    const { db } = await open()
    for (let n = 0; n < 10; n += 1) await asks(db, number(n), { ip: '203.0.113.5' })
    await expect(asks(db, number(11), { ip: '203.0.113.5' })).rejects.toMatchObject({ code: 'limited' })
    await asks(db, number(11), { ip: '203.0.113.5', now: NOON + 4 * HOUR })
  })

  test('closes a country whose codes nobody enters, until staff open it', async () => {
    const { db } = await open()
    for (let n = 0; n < 70; n += 1) await asks(db, number(n), { now: NOON + n })
    expect(await letters(db)).toHaveLength(50)
    expect(await countryIsOpen(db, 'US')).toBe(false)
    await openCountry(db, 'US')
    await asks(db, number(80), { now: NOON + MINUTE })
    expect(await letters(db)).toHaveLength(51)
  })

  test('lets at most sixty messages go in a storm over many connections and numbers', async () => {
    const { db } = await open()
    const requests = engine === 'sqlite' ? 10_000 : 1_000
    for (let n = 0; n < requests; n += 20) {
      const storm = Array.from({ length: 20 }, (_, m) =>
        asks(db, number((n + m) % 2000), { ip: `10.0.${(n + m) % 2}.${(n + m) % 250}`, now: NOON + n }).catch(
          (error) => expect(error).toMatchObject({ code: 'limited' }),
        ),
      )
      await Promise.all(storm)
    }
    const sent = (await letters(db)).length
    expect(sent).toBeGreaterThanOrEqual(50)
    expect(sent).toBeLessThanOrEqual(60)
  })

  test('keeps a country open where people enter their codes', async () => {
    const { db } = await open()
    for (let n = 0; n < 60; n += 1) {
      const now = NOON + n * MINUTE
      const asked = await asks(db, number(n), { now })
      if (n % 3 === 0) await enters(db, asked, await textedCode(db, number(n)), now + 1)
    }
    expect(await letters(db)).toHaveLength(60)
  })
})

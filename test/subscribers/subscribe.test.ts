import { expect, test } from 'vitest'
import { confirm } from '#src/subscribers/confirm.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { foldAddress } from '#src/subscribers/limits.ts'
import { addressHash } from '#src/subscribers/subscriber.ts'
import { suppress } from '#src/subscribers/suppress.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, aSubscriber, NOON } from '#test/support/makers.ts'
import { acts, asks, aVisitor, DAY, HOUR, INCIDENTS, letters, mailedToken, standing } from './world.ts'

onBothEngines('asking for a subscription by mail', (open, engine) => {
  test('keeps the address unconfirmed, writes one letter without secrets and the evidence', async () => {
    const { db } = await open()
    const asked = await asks(db, 'Ana@Example.com', { ip: '203.0.113.9' })
    expect(asked).toEqual({ channel: 'email', address: 'ana@example.com', ticket: null })
    const ana = await standing(db, 'ana@example.com')
    expect(ana).toMatchObject({ confirmedAt: null, confirmUntil: NOON + 7 * DAY, choices: INCIDENTS })
    expect(await letters(db)).toMatchObject([
      { occasion: 'confirm', subscriber_id: ana.id, channel: 'email', state: 'pending' },
    ])
    expect(JSON.parse((await letters(db))[0]?.letter ?? '')).toEqual({
      nonce: ana.confirmNonce,
      ...INCIDENTS,
      ...{ name: null, language: 'en', timeZone: null, follow: null },
      form: null,
      also: null,
    })
    expect(await acts(db, ana.id)).toEqual(['asked'])
    const dump = JSON.stringify(await db.selectFrom('consents').selectAll().execute())
    expect(dump).not.toContain('203.0.113.9')
  })

  test('asks once when the same form comes twice, even at the same moment', async () => {
    const { db } = await open()
    const formKey = sealForm(NOON)
    await Promise.all([1, 2, 3].map(() => asks(db, 'ana@example.com', { formKey })))
    expect(await letters(db)).toHaveLength(1)
  })

  test('mails one victim once, whoever asks however often and however the address is spelt', async () => {
    const { db } = await open()
    const spellings = [
      'victim@gmail.com',
      'v.ictim@gmail.com',
      'victim+a@googlemail.com',
      'VICTIM+b@gmail.com',
    ]
    const posts = engine === 'sqlite' ? 10_000 : 1_000
    for (let n = 0; n < posts; n += 1) {
      const post = asks(db, spellings[n % 4] ?? '', { ip: `192.0.2.${n % 100}`, now: NOON + n * 5 })
      await post.catch((error) => expect(error).toMatchObject({ code: 'limited' }))
    }
    expect(await letters(db)).toHaveLength(1)
  })

  test('answers the same for an address that is unknown, waiting, confirmed, gone or suppressed', async () => {
    const { db } = await open()
    await asks(db, 'waiting@example.com')
    await aSubscriber(db, { address: 'here@example.com' })
    await aSubscriber(db, { address: 'gone@example.com', ended_at: NOON, ended_by: 'link' })
    await suppress(
      db,
      { channel: 'email', addressHash: addressHash('email', 'dead@example.com'), reason: '5.1.1' },
      NOON,
    )
    for (const name of ['unknown', 'waiting', 'here', 'gone', 'dead']) {
      const address = `${name}@example.com`
      expect(await asks(db, address)).toEqual({ channel: 'email', address, ticket: null })
    }
    expect((await letters(db)).map((letter) => letter.state)).toEqual(Array(4).fill('pending'))
  })

  test('asks again after a day, three times in all, until the person confirms', async () => {
    const { db } = await open()
    for (let day = 0; day < 6; day += 1) {
      await asks(db, 'ana@example.com', { now: NOON + day * DAY })
      await asks(db, 'ana@example.com', { now: NOON + day * DAY + 23 * HOUR })
    }
    expect(await letters(db)).toHaveLength(3)
    const token = await mailedToken(db, 'ana@example.com')
    await confirm(db, token, aVisitor(NOON + 6 * DAY))
    await asks(db, 'ana@example.com', { now: NOON + 7 * DAY })
    expect(await letters(db)).toHaveLength(4)
  })

  test('leaves what a confirmed subscriber has chosen alone until the new link is used', async () => {
    const { db } = await open()
    const id = await aSubscriber(db, { address: 'ana@example.com' })
    await asks(db, 'ana@example.com', {
      choices: { kinds: ['release'], components: 'all', leastImpact: 'none' },
    })
    const before = await standing(db, 'ana@example.com')
    expect(before.choices.kinds).toEqual(['incident', 'closure', 'release'])
    expect(before.confirmedAt).toBe(NOON)
    await confirm(db, await mailedToken(db, 'ana@example.com'), aVisitor(NOON + HOUR))
    const after = await standing(db, 'ana@example.com')
    expect(after.choices.kinds).toEqual(['release'])
    expect(after).toMatchObject({ id, version: before.version, confirmedAt: NOON })
    expect(await acts(db, id)).toEqual(['asked', 'changed'])
  })

  test('tells a visitor plainly when a form was sent too often from one connection', async () => {
    const { db } = await open()
    for (let n = 0; n < 5; n += 1) await asks(db, `a${n}@example.com`, { ip: `2001:db8:7:7::${n + 1}` })
    await expect(asks(db, 'a6@example.com', { ip: '2001:db8:7:7:ffff::1' })).rejects.toMatchObject({
      code: 'limited',
      problems: { form: expect.stringContaining('in an hour') },
    })
    await asks(db, 'a6@example.com', { ip: '2001:db8:7:8::1' })
    await asks(db, 'a7@example.com', { ip: '2001:db8:7:7::1', now: NOON + HOUR })
    expect(await letters(db)).toHaveLength(7)
  })

  test('slows a rush to a small domain and lets a large one be', async () => {
    const { db } = await open()
    for (let n = 0; n < 30; n += 1) {
      await asks(db, `n${n}@small.example`)
      await asks(db, `n${n}@gmail.com`)
    }
    expect(await letters(db)).toHaveLength(20 + 30)
  })

  test('refuses what cannot be, beside its field, and writes nothing', async () => {
    const { db } = await open()
    const web = await aComponent(db, 'Web', { archived_at: NOON })
    const wrong = [
      [asks(db, 'ana at example.com'), { email: expect.any(String) }],
      [asks(db, 'ana@example.com\r\nBcc: all@example.com'), { email: expect.any(String) }],
      [
        asks(db, 'ana@example.com', {
          choices: { kinds: ['incident'], components: [web], leastImpact: 'none' },
        }),
        { components: expect.stringContaining('no longer') },
      ],
    ] as const
    for (const [asking, problems] of wrong)
      await expect(asking).rejects.toMatchObject({ code: 'invalid', problems })
    expect(await db.selectFrom('subscribers').select('id').execute()).toEqual([])
  })
})

test('counts the spellings of one mailbox as one', () => {
  expect(foldAddress('a.n.a+list@googlemail.com')).toBe('ana@gmail.com')
  expect(foldAddress('a.n.a+list@example.com')).toBe('a.n.a@example.com')
  expect(foldAddress('+odd@example.com')).toBe('+odd@example.com')
})

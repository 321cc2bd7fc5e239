import { expect, test } from 'vitest'
import { listOthersOf } from '#db/queries/persons.ts'
import { listPostWishes } from '#db/queries/subscriber-posts.ts'
import { publish } from '#src/posts/publish.ts'
import { channelOf } from '#src/subscribers/address.ts'
import { NOTHING } from '#src/subscribers/choices.ts'
import { confirm } from '#src/subscribers/confirm.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { asks, aVisitor, enters, HOUR, letters, mailedToken, standing, textedCode } from './world.ts'

onBothEngines('what somebody asks for with a form', (open) => {
  const RITA = { name: 'Rita', language: 'de', timeZone: 'Europe/Berlin' } as const

  async function withPost() {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const { postId } = await publish(db, anIncident(), { author, now: NOON, formKey: 'one' })
    return { db, postId }
  }

  test('is true once they have confirmed, and before that nobody is called by a name that a stranger typed', async () => {
    const { db } = await open()
    const choices = {
      kinds: ['incident' as const],
      components: 'all' as const,
      leastImpact: 'major' as const,
    }
    await asks(db, 'rita@example.com', { choices, person: RITA })
    expect(await standing(db, 'rita@example.com')).toMatchObject({ name: null, language: 'de' })
    await confirm(db, await mailedToken(db, 'rita@example.com'), aVisitor())
    expect(await standing(db, 'rita@example.com')).toMatchObject({ ...RITA, choices })
    const texts = await db.selectFrom('consents').select('text_version').execute()
    expect(texts.map((one) => one.text_version)).toEqual(['2026-11 de', '2026-11 de'])
  })

  test('one post only: a newcomer hears of nothing else, and a subscriber keeps all that they had', async () => {
    const { db, postId } = await withPost()
    const old = await aSubscriber(db, { address: 'old@example.com', name: 'Ana' })
    for (const address of ['new@example.com', 'old@example.com']) {
      await asks(db, address, { choices: NOTHING, follow: postId, person: RITA })
      expect(await listPostWishes(db, (await standing(db, address)).id)).toEqual([])
      await confirm(db, await mailedToken(db, address), aVisitor())
      const wishes = await listPostWishes(db, (await standing(db, address)).id)
      expect(wishes).toMatchObject([{ id: postId, wish: 'follow' }])
    }
    expect((await standing(db, 'new@example.com')).choices.kinds).toEqual([])
    const before = await standing(db, 'old@example.com')
    expect(before).toMatchObject({ id: old, name: 'Ana', language: 'en' })
    expect(before.choices.kinds).toHaveLength(3)
    await expect(asks(db, 'x@example.com', { follow: 'nothing' })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('mail and number of one form are one person’s once both have confirmed and the mail’s reader says so', async () => {
    const { db } = await open()
    const victim = await aSubscriber(db, { address: 'victim@example.com' })
    const form = { formKey: sealForm(NOON), also: '•••' }
    await asks(db, 'rita@example.com', form)
    await asks(db, 'victim@example.com', form)
    const { ticket } = await asks(db, '+14155550142', form)
    await confirm(db, await mailedToken(db, 'rita@example.com'), aVisitor(), { together: true })
    const rita = () => standing(db, 'rita@example.com')
    expect(await listOthersOf(db, await rita())).toEqual([])
    const code = await textedCode(db, '+14155550142')
    await enters(db, { number: '+14155550142', ticket: ticket ?? '', code })
    expect(await listOthersOf(db, await rita())).toMatchObject([{ address: '+14155550142' }])
    const number = await standing(db, '+14155550142')
    expect(await listOthersOf(db, number)).toMatchObject([{ address: 'rita@example.com' }])
    expect((await listOthersOf(db, number)).map(({ id }) => id)).not.toContain(victim)
  })

  test('a mail sent again asks for the same as the first', async () => {
    const { db } = await open()
    await asks(db, 'rita@example.com', { person: RITA })
    await asks(db, 'rita@example.com', { person: RITA, now: NOON + 25 * HOUR })
    const [first, second] = (await letters(db)).map(({ letter }) => ({
      ...JSON.parse(letter ?? ''),
      nonce: 0,
      form: 0,
    }))
    expect(second).toEqual(first)
  })
})

test('one field takes an address or a number for what it is', () => {
  for (const typed of ['+351 912 345 678', '(415) 555-0142', '00351912345678'])
    expect(channelOf(typed)).toBe('sms')
  for (const typed of ['ana@example.com', 'nobody', '12@example.com', ''])
    expect(channelOf(typed)).toBe('email')
})

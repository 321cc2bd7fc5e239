import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { countAudience } from '#db/queries/reach.ts'
import { reach, reachSoon } from '#src/deliveries/audience.ts'
import { confirmMany } from '#src/deliveries/confirm-many.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { publish } from '#src/posts/publish.ts'
import { suppressSubscriber } from '#src/subscribers/suppress.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, aCrowd, anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

const EVERYBODY = { kind: 'incident', componentIds: [] } as const
const about = () => ({ ...EVERYBODY, componentIds: [] })

onBothEngines('the reach of a post', (open) => {
  test('is exactly whom it will be written to, however it is sliced', async () => {
    const { db } = await open()
    await aPage(db)
    const mail = await aComponent(db, 'Mail')
    const other = await aComponent(db, 'Other')
    const ids: number[] = []
    for (let i = 0; i < 12; i++) ids.push(await aSubscriber(db, { channel: i % 4 ? 'email' : 'sms' }))
    await aSubscriber(db, { componentIds: [mail] })
    await aSubscriber(db, { componentIds: [other] })
    await aSubscriber(db, { wants_incident: 0 })
    await aSubscriber(db, { confirmed_at: null })
    await aSubscriber(db, { ended_at: NOON })
    for (const id of ids.slice(0, 5)) await suppressSubscriber(db, id, '5.1.1', NOON)
    const audience = { kind: 'incident', componentIds: [mail], channels: ['email', 'sms'] } as const
    const counts = await countAudience(
      db,
      { ...audience, componentIds: [mail], channels: ['email', 'sms'] },
      NOON,
    )
    for (const slice of [1, 2, 3, 7])
      expect(
        await countAudience(
          db,
          { ...audience, componentIds: [mail], channels: ['email', 'sms'] },
          NOON,
          slice,
        ),
      ).toEqual(counts)
    expect(counts).toMatchObject({ email: 7, sms: 1 })
    const author = await anAuthor(db)
    await publish(db, anIncident({ componentIds: [mail] }), { author, now: NOON, formKey: 'one' })
    while (await fanOut(db, NOON)) {}
    const rows = await db.selectFrom('deliveries').select('channel').execute()
    expect(rows.filter(({ channel }) => channel === 'email')).toHaveLength(7)
    expect(rows.filter(({ channel }) => channel === 'sms')).toHaveLength(1)
  })

  test('of a few is always fresh; of very many it is told again for some seconds, and a page does not wait', async () => {
    const { db } = await open()
    await aSubscriber(db)
    expect(await reach(db, about(), NOON)).toMatchObject({ email: 1, sms: 0 })
    await aSubscriber(db)
    expect(await reach(db, about(), NOON)).toMatchObject({ email: 2, sms: 0 })
    await aCrowd(db, 10_050)
    expect(await reachSoon(db, about(), NOON, 0)).toBeUndefined()
    expect(await reach(db, about(), NOON + 1)).toMatchObject({ email: 10_052, sms: 0 })
    expect(await reachSoon(db, about(), NOON + 2, 5_000)).toMatchObject({ email: 10_052, sms: 0 })
    await aSubscriber(db)
    expect(await reach(db, about(), NOON + 14_000)).toMatchObject({ email: 10_052, sms: 0 })
    expect(await reach(db, { kind: 'release', componentIds: [] }, NOON)).toMatchObject({
      email: 10_053,
      sms: 0,
    })
    expect(await reach(db, about(), NOON + 15_001)).toMatchObject({ email: 10_053, sms: 0 })
  })
})

onBothEngines('telling more than ten thousand', (open) => {
  async function asked(size: number) {
    const { db } = await open()
    await aCrowd(db, size)
    await aSubscriber(db, { channel: 'sms' })
    let now = NOON
    return (typed: unknown, channels: ('email' | 'sms')[] = ['email']) => {
      now += 31 * 60_000
      return confirmMany(db, { about: about(), channels, typed }, now)
    }
  }

  test('needs their number, as people write numbers, with some who came or went meanwhile', async () => {
    const confirm = await asked(12_301)
    for (const typed of ['12,301', '12301', ' 12 301 ', '12.301', '12’301', '12,000', '12,900'])
      await expect(confirm(typed), typed).resolves.toBeUndefined()
    for (const typed of [undefined, '', 'yes', ['12301', '12301'], '-12301', '1e4'])
      await expect(confirm(typed)).rejects.toMatchObject({
        code: 'invalid',
        problems: { people: expect.stringMatching(/^This tells 12,301 people\. Type that number/) },
      })
    for (const typed of ['1230', '123010', '11,600', '13,000'])
      await expect(confirm(typed)).rejects.toMatchObject({
        problems: { people: expect.stringMatching(/^This tells 12,301 people, not/) },
      })
  })

  test('takes the number that the composer showed while somebody wrote, and counts again only where it does not fit', async () => {
    const { db } = await open()
    await aCrowd(db, 12_000)
    const confirm = (typed: unknown, now: number) =>
      confirmMany(db, { about: about(), channels: ['email'], typed }, now)
    expect(await reach(db, about(), NOON)).toMatchObject({ email: 12_000, sms: 0 })
    await sql`update subscribers set ended_at = 1 where address < 'crowd5'`.execute(db)
    const minutes = (m: number) => NOON + m * 60_000
    await expect(confirm('12,000', minutes(29)), 'as it was shown').resolves.toBeUndefined()
    await expect(confirm('3,000', minutes(29)), 'counted anew: no longer so many').resolves.toBeUndefined()
    await expect(confirm(undefined, minutes(29))).resolves.toBeUndefined()
    await sql`update subscribers set ended_at = null`.execute(db)
    await expect(confirm('12,000', minutes(90)), 'forgotten, and counted anew').resolves.toBeUndefined()
  })

  test('believes no count from before many more subscribed', async () => {
    const { db } = await open()
    await aCrowd(db, 12_000)
    expect(await reach(db, about(), NOON)).toMatchObject({ email: 12_000, sms: 0 })
    await aCrowd(db, 28_000, 'import')
    await expect(
      confirmMany(db, { about: about(), channels: ['email'], typed: '12000' }, NOON + 20_000),
    ).rejects.toMatchObject({ problems: { people: expect.stringMatching(/^This tells 40,000 people, not/) } })
  })

  test('asks nothing of those who tell fewer, or nobody', async () => {
    const confirm = await asked(10_000)
    await expect(confirm(undefined)).resolves.toBeUndefined()
    await expect(confirm(undefined, [])).resolves.toBeUndefined()
    await expect(confirm(undefined, ['sms'])).resolves.toBeUndefined()
    await expect(confirm(undefined, ['email', 'sms'])).rejects.toMatchObject({ code: 'invalid' })
  })
})

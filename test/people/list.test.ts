import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { countPeople, listPeople, listTags, type Narrowed } from '#db/queries/people.ts'
import { insertSuppression } from '#db/queries/suppressions.ts'
import { narrowedBy } from '#src/subscribers/narrow.ts'
import { addressHash } from '#src/subscribers/subscriber.ts'
import { tagSubscriber, untagSubscriber } from '#src/subscribers/tag.ts'
import { takeOff } from '#src/subscribers/take-off.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, aCrowd, anAuthor, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

const sought = (q: string, whole = false) => narrowedBy({ q }, { whole })
const addresses = async (db: Db, narrowed: Narrowed) =>
  (await listPeople(db, narrowed, { limit: 50 })).people.map(({ address }) => address)

onBothEngines('the list of subscribers', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    return { db, by: { staff: { id: author.id, name: 'Ana Reis' }, now: NOON } }
  }

  test('finds by a whole address, its beginning, its domain and the last digits of a number, and by nothing else', async () => {
    const { db } = await world()
    await aSubscriber(db, { address: 'anna@example.com' })
    await aSubscriber(db, { address: 'anne@example.org' })
    await aSubscriber(db, { address: 'li.wei+status@example.org' })
    await aSubscriber(db, { channel: 'sms', address: '+14155550142' })
    const found = (q: string) => addresses(db, sought(q).narrowed)
    expect(await found(' ANNA@Example.com ')).toEqual(['anna@example.com'])
    expect(await found('Ann')).toEqual(['anna@example.com', 'anne@example.org'])
    expect(await found('@EXAMPLE.org')).toEqual(['li.wei+status@example.org', 'anne@example.org'])
    expect(await found('0142')).toEqual(['+14155550142'])
    expect(await found('555-0142')).toEqual(['+14155550142'])
    expect(await found('+1 415 5')).toEqual(['+14155550142'])
    expect(await found('+1 (415) 555-0142')).toEqual(['+14155550142'])
    for (const nothing of ['nna', '%%', 'an_a', '9999', 'xyz', "' or 1=1--"])
      expect(await found(nothing)).toEqual([])
  })

  test('whoever sees masked addresses finds by the whole one only, so that nobody guesses letter after letter', async () => {
    const { db } = await world()
    await aSubscriber(db, { address: 'anna@example.com' })
    expect(await addresses(db, sought('anna@example.com', true).narrowed)).toEqual(['anna@example.com'])
    for (const part of ['an', 'anna@example', '@example.com', '0142', '+1415']) {
      const { narrowed, problem } = sought(part, true)
      expect([part, narrowed.sought, typeof problem]).toEqual([part, undefined, 'string'])
    }
  })

  test('each is in one state, and states, kinds, components, tags, languages and origins narrow together', async () => {
    const { db, by } = await world()
    const shop = await aComponent(db, 'Shop')
    const mail = await aComponent(db, 'Mail')
    const a = await aSubscriber(db, { address: 'active@x.test', componentIds: [shop], language: 'de' })
    await aSubscriber(db, { address: 'asked@x.test', confirmed_at: null, wants_release: 0 })
    await aSubscriber(db, { address: 'resting@x.test', quarantined_until: NOON, componentIds: [mail] })
    await aSubscriber(db, {
      address: 'left@x.test',
      ended_at: NOON,
      ended_by: 'page',
      quarantined_until: NOON,
    })
    await aSubscriber(db, { address: 'gone@x.test', origin: 'import' })
    const hash = addressHash('email', 'gone@x.test')
    await insertSuppression(db, { channel: 'email', addressHash: hash, reason: 'gone', at: NOON })
    for (const [state, name] of [
      ['active', 'active'],
      ['asked', 'asked'],
      ['quarantined', 'resting'],
      ['left', 'left'],
      ['suppressed', 'gone'],
    ] as const) {
      const { people } = await listPeople(db, { state }, { limit: 50 })
      expect(people.map((one) => [one.address, one.state])).toEqual([[`${name}@x.test`, state]])
      expect(await countPeople(db, { state })).toEqual({ count: 1, more: false })
    }
    await tagSubscriber(db, a, 'VIP,  big  Customer', by)
    expect(await listTags(db)).toEqual(['big customer', 'vip'])
    expect(await addresses(db, { tag: 'vip' })).toEqual(['active@x.test'])
    expect(await addresses(db, { tag: 'vip', state: 'left' })).toEqual([])
    expect(await addresses(db, { ...sought('acti').narrowed, tag: 'vip' })).toEqual(['active@x.test'])
    expect(await addresses(db, { component: mail, state: 'active' })).toEqual([])
    expect(await addresses(db, { component: shop })).toEqual([
      'gone@x.test',
      'left@x.test',
      'asked@x.test',
      'active@x.test',
    ])
    expect(await addresses(db, { language: 'de', kind: 'release' })).toEqual(['active@x.test'])
    expect(await addresses(db, { origin: 'import' })).toEqual(['gone@x.test'])
    await untagSubscriber(db, a, 'vip', by)
    expect(await addresses(db, { tag: 'vip' })).toEqual([])
  })

  test('pages follow each other without a gap, and a rare one among many is found by looking further', async () => {
    const { db } = await world()
    const first = await aSubscriber(db, { address: 'first@rare.test', language: 'ja' })
    await aCrowd(db, 20_500)
    const seen: number[] = []
    for (let after: number | undefined; seen.length < 120; ) {
      const page = await listPeople(db, {}, { after, limit: 50 })
      seen.push(...page.people.map(({ id }) => id))
      after = page.next ?? undefined
      if (page.next === null) break
    }
    expect(new Set(seen).size).toBe(150)
    expect(seen).toEqual([...seen].sort((a, b) => b - a))
    const once = await listPeople(db, { language: 'ja' }, { limit: 50 })
    expect(once).toMatchObject({ people: [], cut: true })
    const twice = await listPeople(db, { language: 'ja' }, { after: once.next ?? 0, limit: 50 })
    expect(twice).toMatchObject({ people: [{ id: first }], cut: false, next: null })
    expect(await countPeople(db, {})).toEqual({ count: 10_000, more: true })
    expect(await countPeople(db, sought('@rare.test').narrowed)).toEqual({ count: 1, more: false })
    const begun = await listPeople(db, sought('crowd1').narrowed, { limit: 3 })
    const next = await listPeople(db, sought('crowd1').narrowed, { after: begun.next ?? 0, limit: 2 })
    expect([...begun.people, ...next.people].map(({ address }) => address.split('@')[0])).toEqual([
      'crowd10000',
      'crowd10001',
      'crowd10002',
      'crowd10003',
      'crowd10004',
    ])
  })

  test('a tag is words, nobody bears more than twenty, and what is no tag is refused', async () => {
    const { db, by } = await world()
    const id = await aSubscriber(db)
    for (const odd of ['', ',', '=cmd()', 'a\0b', 'x'.repeat(41), '<b>', '\r\nx: y'])
      await expect(tagSubscriber(db, id, odd, by)).rejects.toThrow(/tag/)
    const many = Array.from({ length: 20 }, (_, n) => `t${n}`).join(',')
    await tagSubscriber(db, id, many, by)
    await tagSubscriber(db, id, 't1', by)
    await expect(tagSubscriber(db, id, 'one more', by)).rejects.toThrow(/20 tags/)
    await expect(tagSubscriber(db, 999, 'vip', by)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('whoever told staff to stop has left by their own will; whom we take off may come again; the note is kept', async () => {
    const { db, by } = await world()
    const ids = [await aSubscriber(db), await aSubscriber(db)]
    const end = (id: number | undefined, why: string, note = 'By phone on Tuesday') =>
      takeOff(db, id ?? 0, { why, note }, by)
    await expect(end(ids[0], 'asked', ' ')).rejects.toMatchObject({ code: 'invalid' })
    await expect(end(ids[0], 'whatever')).rejects.toMatchObject({ code: 'invalid' })
    await end(ids[0], 'asked')
    await end(ids[1], 'ours')
    await expect(end(ids[0], 'asked')).rejects.toMatchObject({ code: 'conflict' })
    await expect(end(999, 'asked')).rejects.toMatchObject({ code: 'not_found' })
    const rows = await db.selectFrom('subscribers').select('ended_by').orderBy('id').execute()
    expect(rows.map((row) => row.ended_by)).toEqual(['staff', 'program'])
    const said = await db.selectFrom('consents').select(['act', 'evidence']).execute()
    expect(said).toContainEqual({ act: 'left', evidence: 'By phone on Tuesday' })
  })
})

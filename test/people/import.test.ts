import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Db, engineOf } from '#db/open.ts'
import { insertSuppression } from '#db/queries/suppressions.ts'
import { checkImport, startImport } from '#src/subscribers/import/arrange.ts'
import { cancelImport } from '#src/subscribers/import/keep.ts'
import { importer } from '#src/subscribers/import/step.ts'
import { addressHash } from '#src/subscribers/subscriber.ts'
import { letters } from '#test/subscribers/world.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, aSubscriber, NOON } from '#test/support/makers.ts'
import { ALL, listWorld, VOUCHED } from './lists.ts'

async function dump(db: Db) {
  const tables = [
    'subscribers',
    'consents',
    'subscriber_tags',
    'subscriber_components',
    'announcements',
    'deliveries',
    'throttles',
  ] as const
  return Promise.all(
    tables.map((table) =>
      db
        .selectFrom(table as 'consents')
        .selectAll()
        .execute(),
    ),
  )
}
/** As a fault of ours would, or of the database's, that meets one row only. */
async function failAt(db: Db, address: string): Promise<void> {
  const says = sql.lit(address)
  if (engineOf(db).name === 'sqlite')
    await sql`create trigger poison before insert on subscribers when new.address = ${says}
      begin select raise(abort, 'poison'); end`.execute(db)
  else {
    await sql`create function poison() returns trigger language plpgsql as $poison$ begin
      if new.address = ${says} then raise exception 'poison'; end if; return new; end $poison$`.execute(db)
    await sql`create trigger poison before insert on subscribers for each row execute function poison()`.execute(
      db,
    )
  }
}

const everybody = (db: Db) => db.selectFrom('subscribers').selectAll().orderBy('id').execute()

onBothEngines('a list of people', (open) => {
  const world = async () => listWorld((await open()).db)

  test('in Statuspage’s own format comes in with whom it says have agreed, the others asked, and what is none of ours by line', async () => {
    const { db, run, look, problems } = await world()
    const file = readFileSync(
      new URL('../../../shared/data/import/statuspage-subscribers.csv', import.meta.url),
    )
    const id = await run(file)
    expect(await look(id)).toMatchObject({
      state: 'done',
      counts: { rows: 6, added: 2, asked: 1, unfit: 3, kept: 0, doubled: 0 },
    })
    expect((await everybody(db)).map((one) => [one.address, one.confirmed_at !== null, one.origin])).toEqual([
      ['anna.beispiel@example.com', true, 'import'],
      ['+12025550143', true, 'import'],
      ['li.wei+status@example.org', false, 'import'],
    ])
    expect((await problems(id)).map(({ line }) => line)).toEqual([4, 5, 6])
    expect(JSON.stringify(await problems(id))).not.toMatch(/hooks|not-an-address|ops@/)
    expect((await letters(db)).map(({ occasion }) => occasion)).toEqual(['confirm'])
  })

  test('is checked first, which changes nothing, and says what would become of each', async () => {
    const { db, bring, look } = await world()
    await aSubscriber(db, { address: 'here@example.com' })
    await aSubscriber(db, { address: 'asked@example.com', confirmed_at: null })
    await aSubscriber(db, { address: 'left@example.com', ended_at: NOON, ended_by: 'staff' })
    await aSubscriber(db, { address: 'off@example.com', ended_at: NOON, ended_by: 'program' })
    const hash = addressHash('email', 'gone@example.com')
    await insertSuppression(db, { channel: 'email', addressHash: hash, reason: 'gone', at: NOON })
    const before = await dump(db)
    const text =
      'Email\nhere@example.com\nasked@example.com\nleft@example.com\noff@example.com\ngone@example.com\nnew@example.com\nNEW@example.com\nnobody\n'
    const id = await bring(text, VOUCHED)
    expect(await look(id)).toMatchObject({
      state: 'checked',
      said: { rows: 8, added: 3, kept: 1, left: 1, suppressed: 1, doubled: 1, unfit: 1, asked: 0 },
    })
    expect(await dump(db)).toEqual(before)
    const asked = await bring(text, { consent: 'ask' })
    expect((await look(asked)).said).toMatchObject({ asked: 2, kept: 2, left: 1, suppressed: 1, added: 0 })
    expect(await dump(db)).toEqual(before)
  })

  test('keeps what people have chosen, and the same file twice changes nothing', async () => {
    const { db, run, bring, look, by } = await world()
    const shop = await aComponent(db, 'Shop')
    const old = await aSubscriber(db, {
      address: 'old@example.com',
      wants_release: 0,
      language: 'ja',
      componentIds: [shop],
    })
    await aSubscriber(db, { address: 'left@example.com', ended_at: NOON, ended_by: 'page' })
    const text = [
      'Vorname;E-Mail;Sprache;Komponenten;Tags;Land',
      'Anna;anna@example.com;de-AT;Shop;VIP|north;AT',
      ';old@example.com;en;;vip;',
      ';left@example.com;en;;;',
      'Zoë;zoe@example.com;nl;all;;',
    ].join('\r\n')
    const before = await everybody(db)
    const id = await run(text, { ...VOUCHED, tag: 'spring', kinds: ['incident'], language: 'pt' })
    const after = await everybody(db)
    expect(after.slice(0, 2)).toEqual(before)
    expect(
      after
        .slice(2)
        .map((one) => [one.address, one.name, one.language, one.every_component, one.wants_release]),
    ).toEqual([
      ['anna@example.com', 'Anna', 'de', 0, 0],
      ['zoe@example.com', 'Zoë', 'pt', 1, 0],
    ])
    const tags = await db.selectFrom('subscriber_tags').selectAll().execute()
    expect(tags.filter((one) => Number(one.subscriber_id) === old)).toEqual([])
    expect(tags.map(({ tag }) => tag).sort()).toEqual(['north', 'spring', 'spring', 'vip'])
    const consents = await db.selectFrom('consents').select(['act', 'at', 'evidence']).execute()
    expect(consents[0]).toEqual({ act: 'vouched', at: Date.parse('2026-03-31'), evidence: VOUCHED.evidence })
    expect((await look(id)).counts).toMatchObject({ added: 2, kept: 1, left: 1 })
    const world1 = await dump(db)
    const again = await bring(text, { ...VOUCHED, kinds: ['release'] })
    await expect(startImport(db, again, by)).rejects.toThrow(/Nobody/)
    expect((await look(again)).said).toMatchObject({ added: 0, asked: 0, kept: 3, left: 1 })
    expect(await dump(db)).toEqual(world1)
  })

  test('forgets its rows when it is done, and keeps only lines and sentences', async () => {
    const { db, run, problems } = await world()
    const id = await run('email\nanna@example.com\nnobody@nowhere\n')
    for (const table of ['import_pieces', 'import_seen'] as const)
      expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
    expect(await problems(id)).toEqual([{ line: 3, problem: expect.stringMatching(/domain name/) }])
    const kept = JSON.stringify(await db.selectFrom('subscriber_imports').selectAll().execute())
    expect(kept).not.toMatch(/nowhere|anna/)
  })

  test('goes on where a sender died: whatever the stretch, nobody comes twice and nobody is missed', async () => {
    const { db, by, bring, work, look } = await world()
    const people = Array.from({ length: 450 }, (_, n) => `p${n}@example.com,Name ${n}`)
    const id = await bring(`email,name\n${people.join('\n')}`, VOUCHED)
    await startImport(db, id, by)
    await work(2)
    const half = (await everybody(db)).length
    expect(half).toBeGreaterThan(0)
    expect(half).toBeLessThan(450)
    // What a second sender read before the first one had written: it is too late with it.
    const { step } = importer(db, { now: () => NOON, elapsed: () => 0 })
    await Promise.all([step(), step(), step()])
    await work()
    expect(await look(id)).toMatchObject({ state: 'done', counts: { rows: 450, added: 450 } })
    expect((await everybody(db)).length).toBe(450)
    expect((await db.selectFrom('consents').selectAll().execute()).length).toBe(450)
  })

  test('asks a whole company, twenty at once and ten a second, and no faster than mail leaves', async () => {
    const { db, by, bring, after, look } = await world()
    const people = Array.from({ length: 70 }, (_, n) => `p${n}@company.example`)
    const id = await bring(`email\n${people.join('\n')}`, { consent: 'ask' })
    await startImport(db, id, by)
    let now = NOON
    const { step } = importer(db, { now: () => now, elapsed: () => 0 })
    const mails = async () => (await letters(db)).length
    await step()
    expect(await mails()).toBe(20)
    expect(await step()).toBe(false)
    now += 2_000
    await step()
    expect(await mails()).toBe(40)
    after(10_000)
    const waiting = {
      occasion: 'invite',
      priority: 0,
      channels: '[]',
      created_at: 1,
      hold_until: 1,
      audience_max_id: 0,
    }
    const many = Array.from({ length: 500 }, (_, n) => ({ ...waiting, key: `k${n}` }))
    for (let at = 0; at < 500; at += 100)
      await db
        .insertInto('announcements')
        .values(many.slice(at, at + 100))
        .execute()
    now += 2_000
    expect(await step()).toBe(false)
    expect(await mails()).toBe(40)
    expect((await look(id)).state).toBe('running')
    const [one] = (await letters(db)).map(({ letter }) => JSON.parse(letter ?? ''))
    expect(one).toMatchObject({ kinds: ALL.kinds, components: 'all' })
  })

  test('is held up by no row at which we fail: that one is noted, everybody else comes in, and the fault is heard of', async () => {
    const { db, by, bring, look, problems } = await world()
    const people = Array.from({ length: 230 }, (_, n) => `p${n}@example.com`)
    const id = await bring(`email\n${people.join('\n')}\n`, VOUCHED)
    await failAt(db, 'p117@example.com')
    await startImport(db, id, by)
    const { step } = importer(db, { now: () => NOON, elapsed: () => 0 })
    const faults: unknown[] = []
    const goOn = () =>
      step().catch((fault) => {
        faults.push(fault)
        return faults.length < 10
      })
    while (await goOn());
    expect(await look(id)).toMatchObject({ state: 'done', counts: { rows: 230, added: 229, unfit: 1 } })
    expect(await problems(id)).toEqual([{ line: 119, problem: expect.stringMatching(/went wrong/) }])
    expect((await everybody(db)).map(({ address }) => address)).toEqual(people.toSpliced(117, 1))
    expect(faults).toEqual([expect.objectContaining({ message: expect.stringMatching(/poison/) })])
  })

  test('waits at a row as long as the trouble is the database’s, and notes nothing', async () => {
    const { db, by, bring, work, look, problems } = await world()
    const id = await bring('email\na@example.com\nb@example.com\n', VOUCHED)
    await startImport(db, id, by)
    const full = Object.assign(new Error('full'), { code: 'SQLITE_FULL' })
    const elapsed = () => {
      throw full
    }
    const { step } = importer(db, { now: () => NOON, elapsed })
    for (let times = 0; times < 5; times++) await expect(step()).rejects.toBe(full)
    expect(await problems(id)).toEqual([])
    await work()
    expect(await look(id)).toMatchObject({ state: 'done', counts: { added: 2 } })
  })

  test('is checked as often as somebody likes, each time as if it were the first', async () => {
    const { db, by, bring, work, look, problems } = await world()
    const id = await bring('email,agreed\na@example.com,yesterday\nb@example.com,\nB@example.com,\n', VOUCHED)
    expect((await look(id)).said).toMatchObject({ added: 1, unfit: 1, doubled: 1 })
    const fields = { format: 'columns', heads: 'yes', 'column-0': 'email', ...ALL, ...VOUCHED }
    await checkImport(db, id, fields, by)
    await work()
    expect((await look(id)).said).toMatchObject({ added: 2, unfit: 0, doubled: 1 })
    expect((await problems(id)).map(({ line }) => line)).toEqual([4])
    await startImport(db, id, by)
    await work()
    expect((await look(id)).counts).toMatchObject({ added: 2, unfit: 0, doubled: 1, kept: 0 })
  })

  test('stops where it is told to; whoever came until then stays, and the rest is forgotten', async () => {
    const { db, by, bring, work, look } = await world()
    const people = Array.from({ length: 300 }, (_, n) => `p${n}@example.com`)
    const id = await bring(`email\n${people.join('\n')}`, VOUCHED)
    await startImport(db, id, by)
    await work(1)
    await cancelImport(db, { id }, by)
    await work()
    expect(await look(id)).toMatchObject({ state: 'cancelled' })
    expect((await everybody(db)).length).toBeLessThan(300)
    expect(await db.selectFrom('import_pieces').selectAll().execute()).toEqual([])
    await expect(cancelImport(db, { id }, by)).rejects.toMatchObject({ code: 'conflict' })
    await expect(startImport(db, id, by)).rejects.toMatchObject({ code: 'conflict' })
    await expect(cancelImport(db, { id: 999 }, by)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is vouched for only by who may, with a day and words that can be shown', async () => {
    const { db, by, upload } = await world()
    const id = await upload('email\na@example.com\n')
    const fields = { format: 'columns', heads: 'yes', 'column-0': 'email', ...ALL, ...VOUCHED }
    const check = (changes: object, mayVouch = true) =>
      checkImport(db, id, { ...fields, ...changes }, { ...by, mayVouch })
    await expect(check({}, false)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(check({ evidence: 'short' })).rejects.toMatchObject({
      problems: { evidence: expect.any(String) },
    })
    await expect(check({ agreed_on: '2027-01-01' })).rejects.toMatchObject({
      problems: { agreed_on: expect.any(String) },
    })
    await expect(check({ agreed_on: '' })).rejects.toMatchObject({
      problems: { agreed_on: expect.any(String) },
    })
    await expect(check({ 'column-0': '' })).rejects.toMatchObject({
      problems: { columns: expect.any(String) },
    })
    await expect(check({ kinds: [] })).rejects.toMatchObject({ problems: { kinds: expect.any(String) } })
    await expect(check({ scope: 'some', components: ['nothing'] })).rejects.toMatchObject({ code: 'invalid' })
    await check({})
    await expect(check({})).rejects.toMatchObject({ code: 'conflict' })
  })
})

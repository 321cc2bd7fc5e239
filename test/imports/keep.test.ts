import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPage } from '#db/queries/page.ts'
import { findComponent, listComponents, listGroups } from '#db/queries/status.ts'
import { listFiled, listUnfiled } from '#db/queries/timeline.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import type { PastPost } from '#src/imports/history.ts'
import { keepHistory } from '#src/imports/keep.ts'
import { historyOf } from '#src/imports/statuspage/history.ts'
import { readExports } from '#src/imports/statuspage/import.ts'
import { keepTime } from '#src/posts/keep-time.ts'
import { revise } from '#src/posts/revise.ts'
import { update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { ALL, everything, fixture, importFiles, json, rowCounts } from './files.ts'

const DAY = 86_400_000
const at = (iso: string) => Date.parse(iso)
const folder = mkdtempSync(join(tmpdir(), 'candor-import-'))

function written(name: string, value: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

/** As if the machine went away in the middle of the portion in which this post is written. */
function cutOffAt(post: PastPost): PastPost {
  return Object.defineProperty({ ...post }, 'title', {
    get() {
      throw new Error('power cut')
    },
  })
}

onBothEngines('importing from Statuspage', (open) => {
  async function imported() {
    const { db } = await open()
    await aPage(db)
    return { db, kept: await importFiles(db, ALL, NOON) }
  }

  test('brings every post, update, component and group, and says how many', async () => {
    const { db, kept } = await imported()
    expect(kept).toMatchObject({
      incidents: { all: 4, created: 4, changed: 0 },
      closures: { all: 3, created: 3 },
      updates: { all: 14, created: 14 },
      components: { all: 4, created: 4 },
      groups: { all: 1, created: 1 },
      endOpen: 1,
    })
    expect(await rowCounts(db)).toMatchObject({
      posts: 7,
      updates: 14,
      components: 4,
      component_groups: 1,
      audit: 1,
    })
  })

  test('makes the page from the file when there is none, and leaves one that is there alone', async () => {
    const { db } = await open()
    await importFiles(db, ALL, NOON)
    expect(await findPage(db)).toMatchObject({ name: 'Harbour Tools', time_zone: 'Europe/Lisbon' })
    const other = (await open()).db
    await aPage(other, { name: 'Ours', time_zone: 'Asia/Tokyo' })
    const before = (await findPage(other))?.generation ?? 0
    await importFiles(other, ALL, NOON)
    expect(await findPage(other)).toMatchObject({
      name: 'Ours',
      time_zone: 'Asia/Tokyo',
      generation: before + 1,
    })
  })

  test('keeps their ids, so that links keep working, unless one is taken', async () => {
    const { db } = await imported()
    expect(await findPost(db, 'openincident')).toMatchObject({
      kind: 'incident',
      title: 'API answers slowly',
    })
    await db.updateTable('posts').set({ source: null, source_id: null }).execute()
    await importFiles(db, ALL, NOON)
    const theirs = await db.selectFrom('posts').selectAll().where('source_id', '=', 'openincident').execute()
    expect(theirs).toHaveLength(1)
    expect(theirs[0]?.id).toMatch(/^(?!openincident)[a-z0-9]{12}$/)
  })

  test('files what was resolved under its resolution, with its post-mortem', async () => {
    const { db } = await imported()
    const post = await findPost(db, 'orderslate02')
    const resolved = at('2025-03-02T12:00:00Z')
    expect(post).toMatchObject({
      state: 'postmortem',
      impact: 'major',
      startedAt: at('2025-03-02T09:50:00Z'),
      publishedAt: at('2025-03-02T10:00:00Z'),
      resolvedAt: resolved,
      endedAt: resolved,
      filedAt: resolved,
      backdatedAt: NOON,
    })
    expect(post?.updates.map((one) => one.state)).toEqual([
      'postmortem',
      'resolved',
      'identified',
      'investigating',
    ])
    expect(post?.updates[2]?.body).toBe('See [our plan](https://example.com/plan).  \nNext word at 12:00.')
    expect(post?.components.map((one) => one.name)).toEqual(['Web shop', 'CDN', 'Fax'])
  })

  test('ends a record that fell silent while open where it ends, and keeps its last state', async () => {
    const { db } = await imported()
    const last = at('2025-06-01T09:30:00Z')
    expect(await findPost(db, 'silentrecord')).toMatchObject({
      state: 'monitoring',
      resolvedAt: null,
      endedAt: last,
      filedAt: last,
    })
  })

  test('leaves open what was spoken of within the week, and coming closures', async () => {
    const { db } = await imported()
    expect((await listUnfiled(db)).map((post) => post.id).sort()).toEqual(['comingwork01', 'openincident'])
    expect((await findPost(db, 'comingwork01'))?.window).toEqual({
      startsWall: '2026-12-01T22:00',
      endsWall: '2026-12-02T02:00',
      timeZone: 'Europe/Lisbon',
      startsAt: at('2026-12-01T22:00:00Z'),
      endsAt: at('2026-12-02T02:00:00Z'),
    })
  })

  test('reads windows in the zone of the page and files closures at their end', async () => {
    const { db } = await imported()
    const ends = at('2026-07-02T02:00:00Z')
    expect(await findPost(db, 'summerwork01')).toMatchObject({
      kind: 'closure',
      reason: 'maintenance',
      state: 'scheduled',
      filedAt: ends,
      window: { startsWall: '2026-07-01T23:00', endsWall: '2026-07-02T03:00' },
    })
    expect(await findPost(db, 'donework0001')).toMatchObject({ filedAt: at('2025-01-10T21:15:00Z') })
  })

  test('says the state of a post of which no update is left, and no weight that is none', async () => {
    const { db } = await imported()
    const post = await findPost(db, 'wordlessone0')
    expect(post).toMatchObject({ state: 'resolved', impact: 'none', resolvedAt: at('2024-05-05T06:00:00Z') })
    expect(post?.updates).toMatchObject([{ state: 'resolved', body: '' }])
  })

  test('takes what their list says of components now, and archives what it no longer has', async () => {
    const { db } = await imported()
    expect(await findComponent(db, 'cmp000000api')).toMatchObject({ status: 'major_outage', sort: 'service' })
    expect(await findComponent(db, 'cmp00000shop')).toMatchObject({
      status: 'operational',
      groupId: 'grp0services',
    })
    expect(await findComponent(db, 'cmp000000fax')).toMatchObject({
      name: 'Fax',
      groupId: 'grp0services',
      archivedAt: NOON,
    })
    expect((await listComponents(db)).map((one) => one.name)).toEqual(['API', 'Web shop', 'CDN'])
  })

  test('knows groups by the names in front when no list of components is given', async () => {
    const { db } = await open()
    await importFiles(db, [fixture('incidents.json')], NOON)
    expect(await listGroups(db)).toMatchObject([{ id: 'grp0services', name: 'Services' }])
    const names = (await listComponents(db)).map((one) => [one.name, one.status])
    expect(names).toEqual([
      ['API', 'major_outage'],
      ['Web shop', 'operational'],
      ['CDN', 'operational'],
      ['Fax', 'operational'],
    ])
  })

  test('does not take an old list for today', async () => {
    const { db } = await open()
    await importFiles(db, [fixture('components.json')], NOON + 30 * DAY)
    expect(await findComponent(db, 'cmp000000api')).toMatchObject({ status: 'operational' })
  })

  test('tells nobody, not even when an imported closure begins and ends', async () => {
    const { db } = await open()
    await aPage(db)
    await aSubscriber(db)
    await importFiles(db, ALL, NOON)
    await keepTime(db, at('2026-12-01T22:00:30Z'))
    await keepTime(db, at('2026-12-02T02:00:30Z'))
    expect(await findPost(db, 'comingwork01')).toMatchObject({ state: 'completed' })
    expect(await db.selectFrom('announcements').selectAll().execute()).toEqual([])
  })

  test('gives the same whatever the order of the files, the summary among them', async () => {
    const { db } = await open()
    await aPage(db, { public_id: 'pagepagepage' })
    await importFiles(db, [...ALL, fixture('summary.json')], NOON)
    const other = (await open()).db
    await aPage(other, { public_id: 'pagepagepage' })
    await importFiles(other, [fixture('summary.json'), ...ALL.toReversed()], NOON)
    expect(await everything(other)).toEqual(await everything(db))
  })

  test('run again, the same day or a year later, changes nothing', async () => {
    const { db } = await imported()
    const before = await everything(db)
    const again = await importFiles(db, ALL, NOON)
    const later = await importFiles(db, ALL, NOON + 365 * DAY)
    expect(await everything(db)).toEqual(before)
    for (const kept of [again, later])
      for (const tally of [kept.incidents, kept.closures, kept.updates, kept.components, kept.groups])
        expect(tally).toMatchObject({ created: 0, changed: 0 })
  })

  test('brings what a newer export says: updates, changed texts as revisions, component statuses', async () => {
    const { db } = await imported()
    const newer = json('incidents.json')
    const open = newer.incidents[0]
    open.status = 'resolved'
    open.updated_at = open.resolved_at = '2026-11-22T18:00:00.000Z'
    open.incident_updates[0].body = 'A disk was full. We moved data away.'
    open.incident_updates.unshift({
      ...open.incident_updates[0],
      id: 'openupdate03',
      status: 'resolved',
      body: 'It is fast again.',
      created_at: open.updated_at,
      updated_at: open.updated_at,
      display_at: open.updated_at,
      affected_components: [
        {
          code: 'cmp000000api',
          name: 'Services - API',
          old_status: 'major_outage',
          new_status: 'operational',
        },
      ],
    })
    const file = written('newer.json', newer)
    const kept = await importFiles(db, [file], NOON + DAY)
    expect(kept).toMatchObject({
      incidents: { created: 0, changed: 1 },
      updates: { created: 1, changed: 1 },
      components: { created: 0, changed: 1 },
    })
    const post = await findPost(db, 'openincident')
    expect(post).toMatchObject({ state: 'resolved', filedAt: at('2026-11-22T18:00:00Z'), backdatedAt: NOON })
    expect(post?.updates[1]).toMatchObject({
      body: 'A disk was full. We moved data away.',
      revisions: [{ body: 'A disk is full. We are moving data away.' }],
    })
    expect(await findComponent(db, 'cmp000000api')).toMatchObject({ status: 'operational' })
    const after = await everything(db)
    await importFiles(db, [file], NOON + 2 * DAY)
    await importFiles(db, ALL, NOON + 2 * DAY)
    expect(await everything(db)).toEqual(after)
  })

  test('puts an update that is heard late where it belongs', async () => {
    const { db } = await open()
    const part = json('incidents.json')
    part.incidents[2].incident_updates.splice(2, 1)
    await importFiles(db, [written('part.json', part)], NOON)
    await importFiles(db, ALL, NOON + DAY)
    const post = await findPost(db, 'orderslate02')
    expect(post?.updates.map((one) => [one.seq, one.id])).toEqual([
      [4, 'ordersupdat4'],
      [3, 'ordersupdat3'],
      [2, 'ordersupdat2'],
      [1, 'ordersupdat1'],
    ])
  })

  test('does not undo what staff have said or corrected here since', async () => {
    const { db } = await imported()
    const by = { author: await anAuthor(db), now: NOON + 1000, formKey: 'staff' }
    await revise(db, 'openupdate01', 'Calls take longer than two minutes.', by)
    const solved = {
      state: 'resolved',
      body: 'Solved.',
      statuses: {},
      nextUpdateBy: null,
      channels: [],
    } as const
    await update(db, 'openincident', { ...solved, channels: [] }, by)
    const before = await everything(db)
    await importFiles(db, ALL, NOON + DAY)
    expect(await everything(db)).toEqual(before)
    expect(await findPost(db, 'openincident')).toMatchObject({ state: 'resolved', resolvedAt: NOON + 1000 })
  })

  test('twice at the same time brings everything once', async () => {
    const { db, again } = await open()
    await aPage(db)
    const both = await Promise.all([importFiles(db, ALL, NOON), importFiles(again(), ALL, NOON)])
    expect(both.map((kept) => kept.incidents.created).sort()).toEqual([0, 4])
    expect(await rowCounts(db)).toMatchObject({ posts: 7, updates: 14, components: 4 })
  })

  test.each([
    ['everything', ALL],
    ['incidents alone', [fixture('incidents.json')]],
  ])(
    '%s, ended at any place: every portion is whole or not there, and again brings the rest',
    async (_, files) => {
      const history = historyOf(await readExports(files, NOON), 'Etc/UTC', NOON)
      const whole = (await open()).db
      const { db } = await open()
      for (const one of [whole, db]) await aPage(one)
      await keepHistory(whole, history, NOON, undefined, 4)
      const { audit: _a, page: _p, ...wanted } = await everything(whole)
      const newestFirst = history.posts.toSorted((a, b) => b.publishedAt - a.publishedAt)
      const lasts = history.posts.map((post) => post.updates.at(-1)?.sourceId ?? '')
      for (const [at, post] of newestFirst.entries()) {
        const posts = newestFirst.with(at, cutOffAt(post))
        await expect(keepHistory(db, { ...history, posts }, NOON, undefined, 4)).rejects.toThrow('power cut')
        const here = await db.selectFrom('updates').select(['post_id', 'source_id']).execute()
        // Each post that is there has its last update.
        const whose = new Set(here.map(({ post_id }) => post_id))
        expect(here.filter(({ source_id }) => lasts.includes(source_id ?? ''))).toHaveLength(whose.size)
      }
      await keepHistory(db, history, NOON, undefined, 4)
      const { audit, page, ...brought } = await everything(db)
      expect(brought).toEqual(wanted)
    },
  )

  test('what is said of components today is the same when the import was ended half-way', async () => {
    const history = historyOf(await readExports(ALL, NOON), 'Etc/UTC', NOON)
    const list = history.components.map((component) => ({ ...component, standing: null }))
    for (const components of [history.components, list]) {
      const whole = (await open()).db
      const { db } = await open()
      for (const one of [whole, db]) await aPage(one)
      await keepHistory(whole, { ...history, components }, NOON)
      const first = keepHistory(
        db,
        { ...history, components },
        NOON,
        () => {
          throw new Error('power cut')
        },
        1,
      )
      await expect(first).rejects.toThrow('power cut')
      await keepHistory(db, { ...history, components }, NOON)
      expect((await everything(db)).components).toEqual((await everything(whole)).components)
    }
  })

  test('stands in the timeline like anything else', async () => {
    const { db } = await imported()
    const filed = await listFiled(db, { from: 0, to: NOON })
    expect(filed.map((post) => post.id)).toEqual([
      'summerwork01',
      'silentrecord',
      'orderslate02',
      'donework0001',
      'wordlessone0',
    ])
  })
})

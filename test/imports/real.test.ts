import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { listUnfiled } from '#db/queries/timeline.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { onBothEngines } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'
import { everything, importFiles, real, realIsThere, rowCounts } from './files.ts'

const FILES = (page: string) => [real(`${page}/incidents.json`), real(`${page}/scheduled-maintenances.json`)]

function bodiesOf(page: string): string[] {
  const { incidents } = JSON.parse(readFileSync(real(`${page}/incidents.json`), 'utf8'))
  return incidents.flatMap((one: { incident_updates: { body: string }[] }) =>
    one.incident_updates.map((update) => update.body),
  )
}

if (!realIsThere) {
  describe('real histories', () => {
    test.skip('were not read: there is no ../shared/data beside the project', () => {})
  })
} else {
  onBothEngines('real histories', (open) => {
    test('come in whole, the second time without a change, and none stands open', async () => {
      const { db } = await open()
      const github = await importFiles(db, FILES('github'), NOON)
      expect(github).toMatchObject({
        incidents: { all: 378, created: 378 },
        closures: { all: 16, created: 16 },
        updates: { all: 1542, created: 1542 },
        components: { all: 12, created: 12 },
        endOpen: 378,
      })
      const cloudflare = await importFiles(db, FILES('cloudflare'), NOON)
      expect(cloudflare).toMatchObject({
        incidents: { all: 361, created: 361 },
        closures: { all: 302, created: 302 },
        updates: { all: 2509, created: 2509 },
        groups: { all: 8, created: 8 },
      })
      expect(await rowCounts(db)).toMatchObject({ posts: 1057, updates: 4051 })
      expect(await listUnfiled(db)).toEqual([])
      const before = await everything(db)
      await importFiles(db, [...FILES('cloudflare'), ...FILES('github')], NOON + 1)
      expect(await everything(db)).toEqual(before)
    })

    test('keep every text, without the markup of the old page', async () => {
      const { db } = await open()
      await importFiles(db, FILES('github'), NOON)
      const rows = await db.selectFrom('updates').select('body').execute()
      expect(rows.filter((row) => !row.body)).toEqual([])
      expect(rows.filter((row) => /<br|<a |<\/a>|\r/.test(row.body))).toEqual([])
      const long = bodiesOf('github').filter((body) => body.length > 1000)
      expect(rows.filter((row) => row.body.length > 900).length).toBeGreaterThanOrEqual(long.length)
    })

    test('an incident seen six times while it went on is one incident with all its updates', async () => {
      const { db } = await open()
      const steps = [
        '00_2022-03-24T095240',
        '03_2022-03-24T163015',
        '02_2022-03-24T123637',
        '04_2022-03-24T175327',
      ]
      for (const step of steps)
        await importFiles(db, [real(`github/replays/flf8c4lvch31/${step}.json`)], NOON)
      const post = await findPost(db, 'flf8c4lvch31')
      const said = post?.updates.map((update) => update.publishedAt) ?? []
      expect(said.length).toBeGreaterThan(3)
      expect(said).toEqual(said.toSorted((a, b) => b - a))
    })
  })
}

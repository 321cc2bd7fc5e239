import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { touch } from '#db/queries/changes.ts'
import { followChanges } from '#src/server/front/follow.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aPage, NOON } from '#test/support/makers.ts'

onBothEngines('whoever follows the changes', (open) => {
  async function following() {
    const { db, url } = await open()
    await aPage(db)
    const told: string[] = []
    const follower = followChanges(db, url, 1, {
      changed: (some) => void told.push(...some.map(({ generation }) => `changed ${generation}`)),
      lost: (generation) => void told.push(`lost ${generation}`),
    })
    return { db, told, follower }
  }
  const hide = (db: Db) => sql`alter table page rename to elsewhere`.execute(db)
  const bring = (db: Db) => sql`alter table elsewhere rename to page`.execute(db)

  test('hears each change once, and that an older state was put back', async () => {
    const { db, told, follower } = await following()
    await touch(db, ['posts'], NOON)
    await touch(db, ['posts'], NOON)
    await follower.caughtUp()
    await db.updateTable('page').set({ generation: 2 }).execute()
    await follower.look()
    await follower.stop()
    expect(told).toEqual(['changed 2', 'changed 3', 'lost 2'])
  })

  test('takes everything for changed after a time in which it could not read, whatever number it finds', async () => {
    const { db, told, follower } = await following()
    await hide(db)
    await follower.look()
    await bring(db)
    await follower.look()
    await follower.stop()
    expect(told).toEqual(['lost 1'])
  })

  test('while it cannot read, tells of it when somebody has changed something, not when somebody asks', async () => {
    const { db, told, follower } = await following()
    await hide(db)
    for (let asked = 0; asked < 5; asked += 1) await follower.look()
    expect(told).toEqual([])
    await follower.caughtUp()
    expect(told).toEqual(['lost 1'])
    await follower.stop()
  })
})

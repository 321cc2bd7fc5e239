import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { updatePost } from '#db/queries/change-post.ts'
import { nearestFiled } from '#db/queries/history.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

onBothEngines('the history', (open) => {
  async function filedAt(db: Db, changes: Parameters<typeof anIncident>[0], instants: (number | null)[]) {
    const author = await anAuthor(db)
    for (const filed_at of instants) {
      const by = { author, now: NOON, formKey: `${Math.random()}` }
      const { postId } = await publish(db, anIncident({ channels: [], ...changes }), by)
      await updatePost(db, postId, { filed_at })
    }
  }

  test('finds the nearest filed post on either side, of one kind or of all', async () => {
    const { db } = await open()
    await aPage(db)
    await filedAt(db, {}, [100, 300, null])
    await filedAt(db, { kind: 'release', state: 'released' }, [200])
    expect(await nearestFiled(db, 'before', 300)).toBe(200)
    expect(await nearestFiled(db, 'before', 300, { kind: 'incident' })).toBe(100)
    expect(await nearestFiled(db, 'from', 101)).toBe(200)
    expect(await nearestFiled(db, 'from', 200, { kind: 'incident' })).toBe(300)
    expect(await nearestFiled(db, 'from', 300)).toBe(300)
  })

  test('has nothing before its beginning, nothing after its end, and nothing when it is empty', async () => {
    const { db } = await open()
    expect(await nearestFiled(db, 'before', NOON)).toBeUndefined()
    await aPage(db)
    await filedAt(db, {}, [100])
    expect(await nearestFiled(db, 'before', 100)).toBeUndefined()
    expect(await nearestFiled(db, 'from', 101)).toBeUndefined()
  })
})

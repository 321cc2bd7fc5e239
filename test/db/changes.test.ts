import { expect, test } from 'vitest'
import { transact } from '#db/open.ts'
import { deleteChanges, generationNow, listChanges, touch } from '#db/queries/changes.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { update } from '#src/posts/update.ts'
import { archiveComponent } from '#src/status/keep-component.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

onBothEngines('changes of the public page', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    return { db, author: await anAuthor(db), mail: await aComponent(db, 'Mail') }
  }

  test('an incident touches itself, the lists and how components stand; resolved, also its month', async () => {
    const { db, author, mail } = await world()
    const draft = anIncident({ componentIds: [mail], statuses: { [mail]: 'partial_outage' } })
    const { postId, updateId } = await publish(db, draft, { author, now: NOON, formKey: 'a' })
    const entry = { body: 'Well.', statuses: {}, nextUpdateBy: null, channels: [] }
    await update(db, postId, { ...entry, state: 'monitoring' }, { author, now: NOON + 1, formKey: 'b' })
    await update(db, postId, { ...entry, state: 'resolved' }, { author, now: NOON + 2, formKey: 'c' })
    await revise(db, updateId, 'Other words.', { author, now: NOON + 3 })
    expect(await listChanges(db, 0)).toEqual([
      { generation: 2, touches: ['posts', `post:${postId}`, 'components'] },
      { generation: 3, touches: ['posts', `post:${postId}`] },
      { generation: 4, touches: ['posts', `post:${postId}`, 'components', 'months', 'month:2026-11'] },
      { generation: 5, touches: ['posts', `post:${postId}`, 'month:2026-11'] },
    ])
  })

  test('what is rolled back has touched nothing, and generations have no gap', async () => {
    const { db, author, mail } = await world()
    const bad = anIncident({ componentIds: ['nothere'] })
    await expect(publish(db, bad, { author, now: NOON, formKey: 'a' })).rejects.toThrow()
    await archiveComponent(db, mail, author, NOON)
    expect(await listChanges(db, 0)).toEqual([{ generation: 2, touches: ['page'] }])
    expect(await generationNow(db)).toBe(2)
  })

  test('whatever one transaction touches is one change, written when all else in it is done', async () => {
    const { db } = await world()
    await transact(db, async (tx) => {
      await touch(tx, ['posts', 'post:a'], NOON)
      // Who holds the page's row here would let nobody else finish who holds what is wanted next.
      expect(await generationNow(tx)).toBe(1)
      await touch(tx, ['components', 'posts'], NOON)
    })
    expect(await listChanges(db, 0)).toEqual([{ generation: 2, touches: ['posts', 'post:a', 'components'] }])
  })

  test('many at once are counted one after the other', async () => {
    const { db } = await world()
    await Promise.all(Array.from({ length: 20 }, (_, at) => touch(db, [`post:${at}`, `post:${at}`], NOON)))
    const changes = await listChanges(db, 6)
    expect(changes.map(({ generation }) => generation)).toEqual(Array.from({ length: 15 }, (_, at) => at + 7))
    expect(changes.every(({ touches }) => touches.length === 1)).toBe(true)
  })

  test('old ones are forgotten, the number goes on', async () => {
    const { db } = await world()
    await touch(db, ['posts'], NOON)
    await deleteChanges(db, NOON + 1)
    expect(await listChanges(db, 0)).toEqual([])
    await touch(db, ['posts'], NOON)
    expect(await listChanges(db, 0)).toEqual([{ generation: 3, touches: ['posts'] }])
  })
})

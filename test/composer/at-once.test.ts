import { expect, test } from 'vitest'
import { findPage } from '#db/queries/page.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { publish } from '#src/posts/publish.ts'
import { type Entry, update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

const word = (body: string): Entry => ({
  state: 'identified',
  body,
  statuses: {},
  nextUpdateBy: null,
  channels: ['email'],
})

onBothEngines('two at once', (open, engine) => {
  async function world() {
    const { db, again } = await open()
    await aPage(db)
    // Two SQLite connections of one process would wait for each other without letting either go on.
    const two = engine === 'sqlite' ? db : again()
    await findPage(two)
    return { one: db, two, author: await anAuthor(db) }
  }

  test('the same form twice at the same moment makes one post and one announcement', async () => {
    const { one, two, author } = await world()
    const by = { author, now: NOON, formKey: 'same' }
    const [a, b] = await Promise.all([publish(one, anIncident(), by), publish(two, anIncident(), by)])
    expect(a.postId).toBe(b.postId)
    expect(await one.selectFrom('announcements').select('id').execute()).toHaveLength(1)
  })

  test('two people saying more at the same moment are both heard, one after the other', async () => {
    const { one, two, author } = await world()
    const { postId } = await publish(one, anIncident(), { author, now: NOON, formKey: 'p' })
    await Promise.all([
      update(one, postId, word('First'), { author, now: NOON, formKey: 'a' }),
      update(two, postId, word('Second'), { author, now: NOON, formKey: 'b' }),
    ])
    const post = await findPost(one, postId)
    expect(post?.updates.map(({ seq }) => seq)).toEqual([3, 2, 1])
  })
})

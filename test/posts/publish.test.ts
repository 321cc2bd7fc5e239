import { expect, test } from 'vitest'
import { findPage } from '#db/queries/page.ts'
import { countAudience } from '#db/queries/reach.ts'
import { findComponent } from '#db/queries/status.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { type Entry, update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

const word = (changes: Partial<Entry>): Entry => ({
  state: 'identified',
  body: 'Found it.',
  statuses: {},
  nextUpdateBy: null,
  channels: ['email'],
  ...changes,
})

onBothEngines('publishing', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    return {
      db,
      author: await anAuthor(db),
      mail: await aComponent(db, 'Mail'),
      web: await aComponent(db, 'Web'),
    }
  }

  test('commits post, update, component status, announcement and a new generation together', async () => {
    const { db, author, mail } = await world()
    const before = await findPage(db)
    const draft = anIncident({ componentIds: [mail], statuses: { [mail]: 'partial_outage' } })
    const { postId, announcementId } = await publish(db, draft, { author, now: NOON, formKey: 'a' })
    const post = await findPost(db, postId)
    expect(post?.updates).toHaveLength(1)
    expect(post?.updates[0]?.components).toEqual([
      { id: mail, name: 'Mail', oldStatus: 'operational', status: 'partial_outage' },
    ])
    expect((await findComponent(db, mail))?.status).toBe('partial_outage')
    expect(announcementId).toBeGreaterThan(0)
    expect((await findPage(db))?.generation).toBe((before?.generation ?? 0) + 1)
  })

  test('makes one post of the same form sent twice, and writes nothing when a component is unknown', async () => {
    const { db, author } = await world()
    const by = { author, now: NOON, formKey: 'twice' }
    const first = await publish(db, anIncident(), by)
    expect((await publish(db, anIncident(), by)).postId).toBe(first.postId)
    await expect(
      publish(db, anIncident({ componentIds: ['gone'] }), { ...by, formKey: 'b' }),
    ).rejects.toMatchObject({
      problems: { components: expect.any(String) },
    })
    const posts = await db.selectFrom('posts').select('id').execute()
    expect(posts).toHaveLength(1)
  })

  test('sets components back when resolved, unless another open incident holds them', async () => {
    const { db, author, mail, web } = await world()
    const by = (formKey: string) => ({ author, now: NOON, formKey })
    const one = await publish(
      db,
      anIncident({
        statuses: { [mail]: 'major_outage', [web]: 'partial_outage' },
        componentIds: [mail, web],
      }),
      by('1'),
    )
    await publish(
      db,
      anIncident({ statuses: { [web]: 'degraded_performance' }, componentIds: [web] }),
      by('2'),
    )
    await update(db, one.postId, word({ state: 'resolved' }), by('3'))
    expect((await findComponent(db, mail))?.status).toBe('operational')
    expect((await findComponent(db, web))?.status).toBe('degraded_performance')
    const post = await findPost(db, one.postId)
    expect(post).toMatchObject({ state: 'resolved', resolvedAt: NOON, filedAt: NOON })
  })

  test('refuses a state that cannot follow', async () => {
    const { db, author } = await world()
    const { postId } = await publish(db, anIncident(), { author, now: NOON, formKey: 'x' })
    await expect(
      update(db, postId, word({ state: 'completed' }), { author, now: NOON, formKey: 'y' }),
    ).rejects.toMatchObject({
      code: 'invalid',
      problems: { state: expect.stringContaining('cannot become') },
    })
  })

  test('takes the key of one form for no other post, at once or later', async () => {
    const { db, author } = await world()
    const said = {
      state: 'identified',
      body: 'Found.',
      statuses: {},
      nextUpdateBy: null,
      channels: [],
    } as const
    const posts = await Promise.all(
      ['one', 'two'].map((formKey) => publish(db, anIncident(), { author, now: NOON, formKey })),
    )
    const say = (postId: string) =>
      update(db, postId, { ...said, channels: [] }, { author, now: NOON, formKey: 'same' })
    const results = await Promise.allSettled(posts.map(({ postId }) => say(postId)))
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const conflict = { code: 'conflict', problems: { form: expect.stringContaining('another post') } }
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: conflict })
  })

  test('keeps the old text of an edited update as a revision', async () => {
    const { db, author } = await world()
    const { postId, updateId } = await publish(db, anIncident({ body: 'Frist' }), {
      author,
      now: NOON,
      formKey: 'r',
    })
    await revise(db, updateId, 'First', { author, now: NOON + 1 })
    const post = await findPost(db, postId)
    expect(post?.updates[0]).toMatchObject({
      body: 'First',
      editedAt: NOON + 1,
      revisions: [{ body: 'Frist', staffName: 'Ana Reis' }],
    })
  })

  test('counts exactly those whom it concerns', async () => {
    const { db, mail, web } = await world()
    await aSubscriber(db)
    await aSubscriber(db, { channel: 'sms' })
    await aSubscriber(db, { componentIds: [mail] })
    await aSubscriber(db, { componentIds: [web] })
    await aSubscriber(db, { wants_incident: 0 })
    await aSubscriber(db, { confirmed_at: null })
    await aSubscriber(db, { ended_at: NOON })
    expect(
      await countAudience(db, { kind: 'incident', componentIds: [mail], channels: ['email', 'sms'] }, NOON),
    ).toMatchObject({ email: 2, sms: 1 })
    expect(
      await countAudience(db, { kind: 'incident', componentIds: [], channels: ['email'] }, NOON),
    ).toMatchObject({
      email: 3,
      sms: 0,
    })
  })
})

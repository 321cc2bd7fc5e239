import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { aboutOf, reach } from '#src/deliveries/audience.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import type { Draft } from '#src/posts/draft.ts'
import { publish } from '#src/posts/publish.ts'
import { type Entry, update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

async function aWorld(db: Db) {
  await aPage(db)
  const author = await anAuthor(db)
  let forms = 0
  const by = () => ({ author, now: NOON, formKey: `f${++forms}` })
  const hearers = async (announcementId: number | undefined) => {
    while (await fanOut(db, NOON)) {}
    const rows = await db
      .selectFrom('deliveries')
      .select('subscriber_id')
      .where('announcement_id', '=', announcementId ?? 0)
      .orderBy('subscriber_id')
      .execute()
    return rows.map((row) => row.subscriber_id)
  }
  return {
    async publish(changes: Partial<Draft>) {
      const { postId, announcementId } = await publish(db, anIncident(changes), by())
      return { postId, heard: await hearers(announcementId) }
    },
    async update(postId: string, changes: Partial<Entry>) {
      const entry: Entry = {
        state: 'identified',
        body: 'Found.',
        statuses: {},
        nextUpdateBy: null,
        channels: ['email', 'sms'],
        ...changes,
      }
      return hearers((await update(db, postId, entry, by())).announcementId)
    },
    wish: (subscriber_id: number, post_id: string, wish: 'follow' | 'mute') =>
      db.insertInto('subscriber_posts').values({ subscriber_id, post_id, wish, at: NOON }).execute(),
  }
}

onBothEngines('what somebody wishes to hear of', (open) => {
  test('is not told where an incident was never as severe, and its end is told to whom its worst was', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const all = await aSubscriber(db)
    const major = await aSubscriber(db, { least_impact: 'major' })
    const critical = await aSubscriber(db, { least_impact: 'critical' })
    const { postId, heard } = await world.publish({ impact: 'minor' })
    expect(heard).toEqual([all])
    expect(await world.update(postId, { impact: 'critical' })).toEqual([all, major, critical])
    expect(await world.update(postId, { impact: 'minor' })).toEqual([all, major, critical])
    expect(await world.update(postId, { state: 'resolved' })).toEqual([all, major, critical])
    const release = await world.publish({ kind: 'release', impact: null, state: 'released' })
    expect(release.heard).toEqual([all, major, critical])
  })

  test('reaches whoever follows one post, whatever else they chose, and nobody who mutes it', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const mail = await aComponent(db, 'Mail')
    const other = await aComponent(db, 'Other')
    const all = await aSubscriber(db)
    const follower = await aSubscriber(db, {
      wants_incident: 0,
      componentIds: [other],
      least_impact: 'critical',
    })
    const texted = await aSubscriber(db, { channel: 'sms', wants_incident: 0, wants_closure: 0 })
    const gone = await aSubscriber(db, { wants_incident: 0, ended_at: NOON })
    const tired = await aSubscriber(db)
    const { postId, heard } = await world.publish({ componentIds: [mail] })
    expect(heard).toEqual([all, tired])
    for (const id of [follower, texted, gone]) await world.wish(id, postId, 'follow')
    await world.wish(tired, postId, 'mute')
    expect(await world.update(postId, {})).toEqual([all, follower, texted])
    expect(await world.update(postId, { channels: ['email'] })).toEqual([all, follower])
    expect((await world.publish({ componentIds: [mail] })).heard).toEqual([all, tired])
    const post = await findPost(db, postId)
    const counts = post && (await reach(db, aboutOf(post), NOON))
    expect(counts).toMatchObject({ email: 2, sms: 1 })
  })

  test('rests until a day: not at all by text, in one letter afterwards by mail', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const paused_until = NOON + 86_400_000
    const mailed = await aSubscriber(db, { paused_until })
    await aSubscriber(db, { channel: 'sms', paused_until })
    const back = await aSubscriber(db, { channel: 'sms', paused_until: NOON })
    expect((await world.publish({})).heard).toEqual([mailed, back])
  })
})

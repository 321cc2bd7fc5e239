import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { firstSaid, listHistories, noteStatus } from '#db/queries/uptime.ts'
import { windowOf } from '#src/posts/closing.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import type { Status } from '#src/status/component.ts'
import { lastDays } from '#src/status/days.ts'
import { stretchesOf, uptimeOf } from '#src/status/uptime.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const span = { from: NOON - 90 * DAY, to: NOON }

onBothEngines('the history of components', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const [api, shop] = [await aComponent(db, 'API'), await aComponent(db, 'Shop')]
    let key = 0
    const by = (now: number) => ({ author, now, formKey: `key ${++key}` })
    const entry = { body: 'News.', nextUpdateBy: null, channels: [] }
    async function outage(component: string, from: number, to: number | null, status: Status) {
      const statuses = { [component]: status }
      const { postId } = await publish(
        db,
        anIncident({ statuses, componentIds: [component], channels: [] }),
        by(from),
      )
      if (to !== null) await update(db, postId, { ...entry, state: 'resolved', statuses: {} }, by(to))
      return postId
    }
    return { db, api, shop, by, entry, outage }
  }

  const told = async (db: Db, component: string, asked: { from: number; to: number } = span) => {
    const { statements, closed } = await listHistories(db, { ...asked, componentId: component })
    return stretchesOf(statements.get(component) ?? [], closed.get(component) ?? [], NOON).map(
      ({ from, to, status, post }) => [(NOON - from) / HOUR, (NOON - to) / HOUR, status, post?.id],
    )
  }

  test('comes from what updates said, each component for itself', async () => {
    const { db, api, shop, outage } = await world()
    const one = await outage(api, NOON - 50 * HOUR, NOON - 48 * HOUR, 'major_outage')
    const other = await outage(shop, NOON - 5 * HOUR, null, 'partial_outage')
    expect(await told(db, api)).toEqual([[50, 48, 'major_outage', one]])
    expect(await told(db, shop)).toEqual([[5, 0, 'partial_outage', other]])
    const { statements } = await listHistories(db, span)
    expect([...statements.keys()].sort()).toEqual([api, shop].sort())
  })

  test('begins with what held before, however long ago that was said', async () => {
    const { db, api, outage } = await world()
    await outage(api, NOON - 300 * DAY, NOON - 299 * DAY, 'major_outage')
    const long = await outage(api, NOON - 100 * DAY, NOON - 10 * HOUR, 'degraded_performance')
    expect(await told(db, api)).toEqual([[2400, 10, 'degraded_performance', long]])
    expect(await told(db, api, { from: NOON - HOUR, to: NOON })).toEqual([])
    expect(await firstSaid(db, api)).toBe(NOON - 300 * DAY)
  })

  test('goes on while another open incident holds the component', async () => {
    const { db, api, outage } = await world()
    const second = await outage(api, NOON - 8 * HOUR, null, 'partial_outage')
    const first = await outage(api, NOON - 6 * HOUR, NOON - 4 * HOUR, 'major_outage')
    expect(await told(db, api)).toEqual([
      [8, 6, 'partial_outage', second],
      [6, 4, 'major_outage', first],
      [4, 0, 'partial_outage', first],
    ])
  })

  test('ends with the post that told of it when nobody said more, as imported records do', async () => {
    const { db, api, outage } = await world()
    const id = await outage(api, NOON - 8 * HOUR, null, 'major_outage')
    await db
      .updateTable('posts')
      .set({ ended_at: NOON - 7 * HOUR, filed_at: NOON - 7 * HOUR })
      .where('id', '=', id)
      .execute()
    expect(await told(db, api)).toEqual([[8, 7, 'major_outage', id]])
    // Nothing is known of what came after the last word of a record that breaks off.
    const end = { ended_at: NOON - 8 * HOUR, filed_at: NOON - 8 * HOUR }
    await db.updateTable('posts').set(end).where('id', '=', id).execute()
    expect(await told(db, api)).toEqual([])
  })

  test('holds what was said outside of any update, the last word at an instant', async () => {
    const { db, api, outage } = await world()
    await outage(api, NOON - 9 * HOUR, null, 'major_outage')
    for (const status of ['partial_outage', 'operational'] as const)
      await noteStatus(db, { componentId: api, oldStatus: 'major_outage', status, at: NOON - 2 * HOUR })
    expect((await told(db, api)).map(([from, to, status]) => [from, to, status])).toEqual([
      [9, 2, 'major_outage'],
    ])
    await noteStatus(db, {
      componentId: api,
      oldStatus: 'operational',
      status: 'degraded_performance',
      at: NOON - 200 * DAY,
    })
    expect((await told(db, api, { from: NOON - 100 * DAY, to: NOON })).at(0)).toEqual([
      4800,
      9,
      'degraded_performance',
      undefined,
    ])
  })

  test('knows closures by their windows: begun early, ended early, coming and cancelled', async () => {
    const { db, api, by, entry } = await world()
    const closure = async (from: number, to: number) => {
      const wall = (ms: number) => new Date(ms).toISOString().slice(0, 16)
      const draft = anIncident({
        kind: 'closure',
        state: 'scheduled',
        impact: null,
        startedAt: null,
        reason: 'maintenance',
        window: windowOf(wall(from), wall(to), 'UTC'),
        componentIds: [api],
        channels: [],
      })
      return (await publish(db, draft, by(NOON - 95 * HOUR))).postId
    }
    const say = (id: string, state: 'in_progress' | 'completed' | 'cancelled', now: number) =>
      update(db, id, { ...entry, state, statuses: {} }, by(now))
    const early = await closure(NOON - 80 * HOUR, NOON - 70 * HOUR)
    await say(early, 'in_progress', NOON - 82 * HOUR)
    await say(early, 'completed', NOON - 75 * HOUR)
    const now = await closure(NOON - HOUR, NOON + HOUR)
    await closure(NOON + DAY, NOON + 2 * DAY)
    await say(await closure(NOON - 40 * HOUR, NOON - 30 * HOUR), 'cancelled', NOON - 41 * HOUR)
    expect(await told(db, api)).toEqual([
      [82, 75, 'under_maintenance', early],
      [1, 0, 'under_maintenance', now],
    ])
  })

  test('reads ninety days alone out of a long history', async () => {
    const { db, api, outage } = await world()
    for (let day = 400; day > 0; day -= 10)
      await outage(api, NOON - day * DAY, NOON - day * DAY + HOUR, 'major_outage')
    const days = lastDays('UTC', NOON)
    const { statements } = await listHistories(db, { from: days[0]?.startsAt ?? 0, to: NOON })
    expect(statements.get(api)).toHaveLength(1 + 2 * 8)
    const stretches = stretchesOf(statements.get(api) ?? [], [], NOON)
    const { days: sums } = uptimeOf(stretches, days, NOON - 500 * DAY, NOON)
    expect(sums.filter(({ worst }) => worst === 'major_outage')).toHaveLength(8)
  })
})

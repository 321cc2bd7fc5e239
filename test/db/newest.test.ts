import { expect, test } from 'vitest'
import { listNewest } from '#db/queries/newest.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

onBothEngines('the newest posts', (open) => {
  test('are those about which something was said last, narrowed to a kind or a component', async () => {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const shop = await aComponent(db, 'Web shop')
    const by = (at: number) => ({ author, now: at, formKey: `at ${at}` })
    const of = (title: string, changes = {}) => anIncident({ title, channels: [], ...changes })
    const first = await publish(db, of('First', { componentIds: [shop] }), by(NOON))
    await publish(db, of('Second'), by(NOON + 1))
    const release = { kind: 'release', state: 'released', impact: null, startedAt: null } as const
    await publish(db, of('Third', release), by(NOON + 2))
    const entry = {
      state: 'identified',
      body: 'Found.',
      statuses: {},
      nextUpdateBy: null,
      channels: [],
    } as const
    await update(db, first.postId, { ...entry, channels: [] }, by(NOON + 3))
    const titles = async (only: Parameters<typeof listNewest>[1], limit = 9) =>
      (await listNewest(db, only, limit)).map(({ title }) => title)
    expect(await titles({})).toEqual(['First', 'Third', 'Second'])
    expect(await titles({}, 2)).toEqual(['First', 'Third'])
    expect(await titles({ kind: 'incident' })).toEqual(['First', 'Second'])
    expect(await titles({ componentId: shop })).toEqual(['First'])
    expect(await titles({ kind: 'release', componentId: shop })).toEqual([])
  })
})

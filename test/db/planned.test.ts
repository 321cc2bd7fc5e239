import { expect, test } from 'vitest'
import { listPlannedReleases } from '#db/queries/planned.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

onBothEngines('releases that are planned', (open) => {
  test('come in the order of their days, those without one last; what is out is not among them', async () => {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const planned = [
      ['Later', 'planned', '2026-12-24'],
      ['Some day', 'planned', null],
      ['Sooner', 'planned', '2026-11-25'],
      ['Out', 'released', '2026-11-20'],
    ] as const
    for (const [title, state, releasedOn] of planned) {
      const draft = anIncident({ kind: 'release', title, state, releasedOn, impact: null, startedAt: null })
      await publish(db, { ...draft, channels: [] }, { author, now: NOON, formKey: title })
    }
    const titles = (await listPlannedReleases(db, 10)).map(({ title }) => title)
    expect(titles).toEqual(['Sooner', 'Later', 'Some day'])
  })
})

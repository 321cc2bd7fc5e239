import { describe, expect, test } from 'vitest'
import { postOfDraft, postWithEntry, statusesThen } from '#src/posts/preview.ts'
import { anIncident, NOON } from '#test/support/makers.ts'

const components = new Map([
  ['mail', { id: 'mail', name: 'Mail', status: 'operational' as const }],
  ['web', { id: 'web', name: 'Web', status: 'major_outage' as const }],
])
const by = { authorName: 'Ana Reis', now: NOON, components, language: 'en' as const }

describe('a preview', () => {
  test('is the post that a draft would become, with its first update', () => {
    const post = postOfDraft(
      anIncident({ componentIds: ['mail', 'gone'], statuses: { mail: 'partial_outage' } }),
      by,
    )
    expect(post).toMatchObject({
      title: 'Email arrives late',
      authorName: 'Ana Reis',
      filedAt: null,
      components: [{ id: 'mail', name: 'Mail' }],
      updates: [{ seq: 1, components: [{ oldStatus: 'operational', status: 'partial_outage' }] }],
    })
  })

  test('lays another word over a post without touching the post', () => {
    const post = postOfDraft(anIncident({ componentIds: ['mail'] }), by)
    const entry = {
      state: 'resolved' as const,
      body: 'Done.',
      statuses: {},
      nextUpdateBy: null,
      channels: [],
    }
    const then = postWithEntry(post, entry, { ...by, now: NOON + 1 })
    expect(then).toMatchObject({ state: 'resolved', resolvedAt: NOON + 1, endedAt: NOON + 1 })
    expect(then.updates.map((update) => [update.seq, update.state])).toEqual([
      [2, 'resolved'],
      [1, 'investigating'],
    ])
    expect(post.updates).toHaveLength(1)
  })

  test('shows components as they would stand: as said, set back by resolved, or left alone', () => {
    const open = postOfDraft(anIncident({ componentIds: ['mail', 'web'] }), by)
    expect(Object.fromEntries(statusesThen(open, { mail: 'partial_outage' }, components))).toEqual({
      mail: 'partial_outage',
      web: 'major_outage',
    })
    expect(Object.fromEntries(statusesThen({ ...open, state: 'resolved' }, {}, components))).toEqual({
      mail: 'operational',
      web: 'operational',
    })
  })
})

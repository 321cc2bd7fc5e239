import { expect, test } from 'vitest'
import type { Update } from '#src/posts/post.ts'
import { runsOf } from '#src/ui/public/runs.ts'

const said = (id: string, body: string, more: Partial<Update> = {}) =>
  ({
    id,
    state: 'scheduled',
    body,
    authorName: null,
    editedAt: null,
    components: [],
    ...more,
  }) as unknown as Update
const shape = (updates: Update[]) =>
  runsOf(updates).map(({ update, before }) => [update.id, before.map(({ id }) => id)])

test('the same words again and again stand once, and none of them is lost', () => {
  expect(shape([said('d', 'Done'), said('c', 'Soon'), said('b', 'Soon '), said('a', 'Soon')])).toEqual([
    ['d', []],
    ['c', ['b', 'a']],
  ])
})

test('the same words in another state, edited, or with a change to a component stand for themselves', () => {
  const changed = [{ oldStatus: 'operational', status: 'under_maintenance' }] as Update['components']
  const updates = [
    said('e', 'Soon'),
    said('d', 'Soon', { state: 'in_progress' }),
    said('c', 'Soon'),
    said('b', 'Soon', { editedAt: 5 }),
    said('a', 'Soon', { components: changed }),
  ]
  expect(shape(updates).every(([, before]) => before?.length === 0)).toBe(true)
})

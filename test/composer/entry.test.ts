import { describe, expect, test } from 'vitest'
import { windowOf } from '#src/posts/closing.ts'
import type { Typed } from '#src/posts/draft.ts'
import { readEntry } from '#src/posts/entry.ts'
import type { Post } from '#src/posts/post.ts'
import { NOON } from '#test/support/makers.ts'

type Subject = Pick<Post, 'kind' | 'state' | 'impact' | 'window'>
const incident: Subject = { kind: 'incident', state: 'investigating', impact: 'minor', window: null }
const closure: Subject = {
  kind: 'closure',
  state: 'scheduled',
  impact: null,
  window: windowOf('2026-12-24T18:00', '2026-12-26T09:00', 'Europe/Madrid'),
}
const word = { state: 'identified', body: 'Found it.' }

function read(typed: Typed, post = incident) {
  const result = readEntry(typed, post, 'Europe/Lisbon', NOON)
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result.entry
}

function problems(typed: Typed, post = incident) {
  const result = readEntry(typed, post, 'Europe/Lisbon', NOON)
  return 'problems' in result ? result.problems : {}
}

describe('another word on a post', () => {
  test('carries only what changes with it', () => {
    expect(
      read({ ...word, impact: 'minor', 'status.mail': 'partial_outage', 'was.mail': 'partial_outage' }),
    ).toEqual({
      state: 'identified',
      body: 'Found it.',
      statuses: {},
      nextUpdateBy: null,
      channels: [],
    })
    expect(read({ ...word, impact: 'critical', next_in: '15', tell: ['email', 'sms'] })).toMatchObject({
      impact: 'critical',
      nextUpdateBy: NOON + 900_000,
      channels: ['email', 'sms'],
    })
  })

  test('moves a closure only when its window differs', () => {
    const same = { starts: '2026-12-24T18:00', ends: '2026-12-26T09:00', zone: 'Europe/Madrid' }
    const said = { state: 'scheduled', body: 'One day more.' }
    expect(read({ ...said, ...same }, closure)).not.toHaveProperty('window')
    expect(read(said, closure)).not.toHaveProperty('window')
    expect(read({ ...said, ...same, ends: '2026-12-27T09:00' }, closure).window?.endsAt).toBe(
      Date.parse('2026-12-27T08:00:00Z'),
    )
  })

  test.each([
    ['a state that cannot follow', { ...word, state: 'completed' }, incident, 'state', /cannot become/],
    ['no state', { body: 'Hm.' }, incident, 'state', /Choose how it stands/],
    ['no text', { state: 'identified', body: '' }, incident, 'body', /Say what/],
    [
      'an old window turned round',
      { state: 'scheduled', body: 'x', starts: '2026-12-27T18:00', ends: '2026-12-26T09:00' },
      closure,
      'ends',
      /after it starts/,
    ],
    [
      'half a window',
      { state: 'scheduled', body: 'x', starts: '2026-12-27T18:00' },
      closure,
      'ends',
      /Say when/,
    ],
    [
      'a promise with resolved',
      { state: 'resolved', body: 'Done.', next_in: '60' },
      incident,
      'next_update',
      /over/,
    ],
    [
      'resolved and broken',
      { state: 'resolved', body: 'Done.', 'status.mail': 'major_outage', 'was.mail': 'operational' },
      incident,
      'components',
      /Monitoring/,
    ],
    [
      'a word on what was cancelled',
      { state: 'scheduled', body: 'x' },
      { ...closure, state: 'cancelled' as const },
      'state',
      /“Cancelled”/,
    ],
  ] as const)('is refused for %s, beside the field', (_, typed, post, field, sentence) => {
    const found = problems(typed as unknown as Typed, post)
    expect(found[field]).toMatch(sentence)
  })

  test('resolved leaves statuses as the form showed them, so that they are set back', () => {
    expect(
      read({ state: 'resolved', body: 'Done.', 'status.mail': 'major_outage', 'was.mail': 'major_outage' })
        .statuses,
    ).toEqual({})
  })
})

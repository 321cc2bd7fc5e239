import { describe, expect, test } from 'vitest'
import { type Draft, readDraft, type Typed } from '#src/posts/draft.ts'
import type { Problems } from '#src/refusal.ts'
import { NOON } from '#test/support/makers.ts'

const LISBON = 'Europe/Lisbon'
const incident = { kind: 'incident', title: 'Mail is late', body: 'We look into it.', impact: 'minor' }
const closure = {
  kind: 'closure',
  title: 'Closed for the holidays',
  body: 'Back in January.',
  reason: 'holiday',
  starts: '2026-12-24T18:00',
  ends: '2027-01-02T09:00',
  zone: 'Europe/Madrid',
  remind: '1440',
}
const release = { kind: 'release', title: 'Dark mode', body: 'It is here.', labels: 'added' }

function read(typed: Typed): Draft {
  const result = readDraft(typed, LISBON, NOON)
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result.draft
}

function problems(typed: Typed): Problems {
  const result = readDraft(typed, LISBON, NOON)
  return 'problems' in result ? result.problems : {}
}

describe('a draft', () => {
  test('of an incident began now unless said otherwise, in the zone of the page', () => {
    expect(read(incident)).toMatchObject({ state: 'investigating', startedAt: NOON, channels: [] })
    expect(read({ ...incident, started: '2026-11-22T11:30' }).startedAt).toBe(NOON - 30 * 60_000)
    expect(read({ ...incident, detected: '2026-11-22T11:45' }).startedAt).toBe(NOON - 15 * 60_000)
  })

  test('of a closure reads its window in its own zone, one of a release knows its day', () => {
    expect(read(closure).window).toMatchObject({
      startsAt: Date.parse('2026-12-24T17:00:00Z'),
      endsAt: Date.parse('2027-01-02T08:00:00Z'),
    })
    expect(read(closure).remindMinutes).toBe(1440)
    expect(read({ ...closure, remind: '' }).remindMinutes).toBeNull()
    expect(read(release)).toMatchObject({ state: 'released', releasedOn: '2026-11-22', labels: ['added'] })
    expect(read({ ...release, state: 'planned' }).releasedOn).toBeNull()
  })

  test('names every wrong field at once, each in one sentence', () => {
    expect(problems({ kind: 'closure', starts: 'tomorrow' })).toEqual({
      title: 'Give it a title.',
      body: 'Say what is happening.',
      starts: 'Give the start as a date and a time.',
      ends: 'Say when it ends.',
      reason: 'Choose why it is closed.',
    })
    expect(problems({})).toHaveProperty('kind')
    expect(problems({ ...incident, impact: '' })).toEqual({ impact: 'Choose how heavy it is.' })
    expect(problems({ ...closure, reason: undefined, starts: '', ends: '' })).toEqual({
      reason: 'Choose why it is closed.',
      starts: 'Say when it starts.',
      ends: 'Say when it ends.',
    })
  })

  test.each([
    ['closing before opening', { ...closure, ends: '2026-12-24T17:59' }, 'ends', /after it starts/],
    ['ending when it starts', { ...closure, ends: closure.starts }, 'ends', /after it starts/],
    ['a zone nobody knows', { ...closure, zone: 'Europe/Atlantis' }, 'zone', /not known/],
    ['a day that does not exist', { ...closure, starts: '2027-02-30T10:00' }, 'starts', /does not exist/],
    ['an hour that does not exist', { ...closure, ends: '2027-01-02T24:30' }, 'ends', /does not exist/],
    ['a month that does not exist', { ...incident, started: '2026-13-01T10:00' }, 'started', /not exist/],
    [
      'a closure that is over',
      { ...closure, starts: '2026-11-01T08:00', ends: '2026-11-02T08:00' },
      'ends',
      /over/,
    ],
    ['a reminder after the start', { ...closure, remind: '-5' }, 'remind', /before the start/],
    ['a reminder that is no number', { ...closure, remind: 'soon' }, 'remind', /minutes/],
    ['a closure begun before its start', { ...closure, state: 'in_progress' }, 'state', /Scheduled/],
    ['a state of another kind', { ...incident, state: 'scheduled' }, 'state', /cannot begin as “Scheduled”/],
    ['a state nobody knows', { ...incident, state: 'on fire' }, 'state', /Choose how it stands/],
    ['a beginning at the end', { ...incident, state: 'postmortem' }, 'state', /cannot begin/],
    ['a start to come', { ...incident, started: '2026-11-22T12:01' }, 'started', /future/],
    [
      'noticing before the start',
      { ...incident, started: '2026-11-22T11:00', detected: '2026-11-22T10:00' },
      'detected',
      /before it started/,
    ],
    ['a promise in the past', { ...incident, next_update: '2026-11-22T11:00' }, 'next_update', /to come/],
    ['a promise of what is over', { ...incident, state: 'resolved', next_in: '60' }, 'next_update', /over/],
    ['a text over the limit', { ...incident, body: 'x'.repeat(20_001) }, 'body', /20,000/],
    ['a text of nothing but spaces', { ...incident, body: ' \r\n ' }, 'body', /Say what/],
    ['a title over the limit', { ...incident, title: 'x'.repeat(256) }, 'title', /255/],
    ['a title that would be two headers', { ...incident, title: 'Late\r\nBcc: all' }, 'title', /one line/],
    ['an impact nobody knows', { ...incident, impact: 'huge' }, 'impact', /heavy/],
    ['a label nobody knows', { ...release, labels: ['added', 'shiny'] }, 'labels', /not known/],
    ['a release from the future', { ...release, released_on: '2026-11-23' }, 'released_on', /to come/],
    ['a day of release that is none', { ...release, released_on: '2026-02-30' }, 'released_on', /exists/],
    ['a channel nobody has', { ...incident, tell: 'pigeon' }, 'tell', /not known/],
    ['a status nobody knows', { ...incident, 'status.mail': 'tired' }, 'components', /not known/],
    ['a component that cannot be', { ...closure, components: 'a\0b' }, 'components', /no longer exists/],
    [
      'resolved with something broken',
      { ...incident, state: 'resolved', 'status.mail': 'major_outage' },
      'components',
      /Monitoring/,
    ],
  ] as const)('is refused for %s, beside the field', (_, typed, field, sentence) => {
    const found = problems(typed as unknown as Typed)
    expect(found[field]).toMatch(sentence)
    expect(Object.keys(found)).toEqual([field])
  })

  test('takes a time that the clocks skip as the same distance after the gap', () => {
    // In Lisbon 01:00 becomes 02:00 on 28 March 2027.
    const skipped = { ...closure, zone: LISBON, starts: '2027-03-28T01:30', ends: '2027-03-28T04:00' }
    expect(read(skipped).window?.startsAt).toBe(Date.parse('2027-03-28T01:30:00Z'))
    expect(problems({ ...skipped, ends: '2027-03-28T02:10' })).toEqual({
      ends: 'It must end after it starts.',
    })
  })

  test('takes a time that comes twice as its first coming', () => {
    const twice = { ...closure, zone: LISBON, starts: '2027-10-31T01:30', ends: '2027-10-31T03:00' }
    expect(read(twice).window?.startsAt).toBe(Date.parse('2027-10-31T00:30:00Z'))
  })

  test('keeps text as people mean it: one sign per line end, nothing unseen', () => {
    expect(read({ ...incident, body: ' one\r\ntwo\0 \u0007three\rfour\t ' }).body).toBe(
      'one\ntwo three\nfour',
    )
  })

  test('promises the next update by date or in minutes from now', () => {
    expect(read({ ...incident, next_in: '30' }).nextUpdateBy).toBe(NOON + 30 * 60_000)
    expect(read({ ...incident, next_in: '30', next_update: '2026-11-22T14:00' }).nextUpdateBy).toBe(
      NOON + 2 * 3_600_000,
    )
  })

  test('names the components it affects, once each, and none that is left as it was', () => {
    const draft = read({
      ...incident,
      components: ['web', 'mail'],
      'status.mail': 'partial_outage',
      'status.shop': '',
      'status.api': 'degraded_performance',
      'was.api': 'degraded_performance',
    })
    expect(draft.componentIds).toEqual(['web', 'mail'])
    expect(draft.statuses).toEqual({ mail: 'partial_outage' })
  })

  test('gives no fields of another kind', () => {
    expect(read({ ...closure, ...incident, kind: 'incident', labels: 'added' })).toMatchObject({
      window: null,
      reason: null,
      labels: [],
      remindMinutes: null,
    })
    expect(read({ ...release, 'status.mail': 'major_outage' }).statuses).toEqual({})
  })
})

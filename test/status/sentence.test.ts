import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Post } from '#src/posts/post.ts'
import { STATUSES, type Status } from '#src/status/component.ts'
import { type Moment, sentenceOf } from '#src/status/sentence.ts'

const say = (changes: Partial<Moment>) =>
  sentenceOf({ incidents: [], closures: [], components: [], until: () => 'until Tue 9:00', ...changes })
const incident = (title: string, changes: Partial<Post> = {}): Moment['incidents'][number] => ({
  title,
  state: 'investigating',
  impact: 'minor',
  ...changes,
})
const component = (name: string, status: Status = 'operational') => ({ id: name, name, status })
const closure = (changes: Partial<Moment['closures'][number]> = {}): Moment['closures'][number] => ({
  title: 'Closed for stocktaking.',
  reason: 'other',
  components: [{ id: 'Lisbon shop', name: 'The Lisbon shop' }],
  window: { startsWall: '', endsWall: '', timeZone: 'UTC', startsAt: 0, endsAt: 1 },
  ...changes,
})

describe('the sentence of the moment', () => {
  test('says that everything is working when everything is', () => {
    expect(say({ components: [component('API')] })).toEqual({
      text: 'Everything is working.',
      weight: 'well',
    })
  })

  test('names an incident and says how far we are', () => {
    expect(say({ incidents: [incident('Email arrives late', { state: 'identified' })] }).text).toBe(
      'Email arrives late. We know why and are on it.',
    )
    expect(say({ incidents: [incident('Email arrives late.')] }).text).toBe(
      'Email arrives late. We are looking into it.',
    )
  })

  test('puts the heaviest of several first and counts the others', () => {
    const incidents = [incident('Mail is slow'), incident('The shop is down', { impact: 'critical' })]
    expect(say({ incidents })).toEqual({
      text: 'The shop is down; and Mail is slow. We are on both.',
      weight: 'critical',
    })
    expect(say({ incidents: [...incidents, incident('Login fails')] }).text).toBe(
      'The shop is down; and 2 more incidents. We are on them.',
    )
  })

  test('takes the weight of an incident without impact seriously, even beside a closure', () => {
    expect(say({ incidents: [incident('Odd figures', { impact: 'none' })] }).weight).toBe('none')
    expect(
      say({ incidents: [incident('Odd figures', { impact: 'none' })], closures: [closure()] }).weight,
    ).toBe('none')
  })

  test('names components that ail without an incident', () => {
    expect(say({ components: [component('API', 'major_outage')] })).toEqual({
      text: 'API is down.',
      weight: 'critical',
    })
    expect(
      say({ components: [component('API', 'partial_outage'), component('Mail', 'degraded_performance')] })
        .text,
    ).toBe('API and Mail do not work as they should.')
  })

  test('says what is closed, until when, and that the rest works', () => {
    const components = [component('Lisbon shop', 'under_maintenance'), component('API')]
    expect(say({ components, closures: [closure()] })).toEqual({
      text: 'The Lisbon shop is closed until Tue 9:00. Everything else is working.',
      weight: 'closed',
    })
    expect(say({ closures: [closure({ components: [] })] }).text).toBe(
      'Closed for stocktaking, until Tue 9:00.',
    )
  })

  test('does not say that the rest works when something else is under maintenance', () => {
    const components = [
      component('Lisbon shop', 'under_maintenance'),
      component('API', 'under_maintenance'),
      component('Mail'),
    ]
    expect(say({ components, closures: [closure()] }).text).not.toContain('Everything else')
  })

  test('never says that all is well while anything is not', () => {
    const statuses = fc.array(fc.constantFrom(...STATUSES), { maxLength: 6 })
    const impacts = fc.array(fc.constantFrom('none', 'minor', 'major', 'critical' as const), { maxLength: 4 })
    fc.assert(
      fc.property(statuses, impacts, fc.integer({ min: 0, max: 3 }), (all, open, closed) => {
        const { text, weight } = say({
          components: all.map((status, i) => component(`C${i}`, status)),
          incidents: open.map((impact, i) => incident(`I${i}`, { impact: impact as Post['impact'] })),
          closures: Array.from({ length: closed }, () => closure()),
        })
        const well = all.every((status) => status === 'operational') && !open.length && !closed
        expect(weight === 'well').toBe(well)
        expect(text === 'Everything is working.').toBe(well)
        expect(text).toMatch(/\S\.$/)
      }),
    )
  })
})

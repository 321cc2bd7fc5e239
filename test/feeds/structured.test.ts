import { describe, expect, test } from 'vitest'
import { specialHours, usualHours } from '#src/feeds/hours.ts'
import { asScript, pageData, postData } from '#src/feeds/structured.ts'
import { windowOf } from '#src/posts/closing.ts'
import type { Component } from '#src/status/component.ts'
import { aPost, NOON } from '#test/support/makers.ts'

const zone = 'Europe/Lisbon'
const hours = {
  '4': [
    ['09:00', '13:00'],
    ['14:00', '18:00'],
  ],
  '5': [['09:00', '24:00']],
} satisfies Component['openingHours']
const closed = (from: string, to: string) => ({ window: windowOf(from, to, zone) })
const short = (specs: Record<string, unknown>[]) =>
  specs.map(({ validFrom, opens, closes }) => [validFrom, opens, closes])

describe('hours for search engines', () => {
  test('are those of each day, to its last minute where they end at midnight', () => {
    expect(usualHours(hours)).toEqual([
      { '@type': 'OpeningHoursSpecification', opens: '09:00', closes: '13:00', dayOfWeek: 'Thursday' },
      { '@type': 'OpeningHoursSpecification', opens: '14:00', closes: '18:00', dayOfWeek: 'Thursday' },
      { '@type': 'OpeningHoursSpecification', opens: '09:00', closes: '23:59', dayOfWeek: 'Friday' },
    ])
  })

  test('say that a place stays closed on the days of a closure, and only on days on which it would be open', () => {
    // 24 December 2026 is a Thursday.
    const specs = specialHours(hours, [closed('2026-12-24T00:00', '2026-12-27T00:00')], zone)
    expect(short(specs)).toEqual([
      ['2026-12-24', '00:00', '00:00'],
      ['2026-12-25', '00:00', '00:00'],
    ])
    expect(specs[0]).toMatchObject({ validThrough: '2026-12-24' })
  })

  test('say what a closure of some hours leaves of a day, several of them together', () => {
    expect(short(specialHours(hours, [closed('2026-12-24T12:00', '2026-12-24T15:00')], zone))).toEqual([
      ['2026-12-24', '09:00', '12:00'],
      ['2026-12-24', '15:00', '18:00'],
    ])
    const two = [
      closed('2026-12-24T08:00', '2026-12-24T13:00'),
      closed('2026-12-24T17:00', '2026-12-24T20:00'),
    ]
    expect(short(specialHours(hours, two, zone))).toEqual([['2026-12-24', '14:00', '17:00']])
  })

  test('are not changed by a closure outside of them', () => {
    expect(specialHours(hours, [closed('2026-12-24T20:00', '2026-12-25T08:00')], zone)).toEqual([])
  })
})

describe('what search engines may know', () => {
  const page = { name: 'Acme', time_zone: zone, postal_address: 'Rua Augusta 1' }
  const about = { page, origin: 'https://status.acme.test' }
  const place = { id: 'shop', sort: 'place', name: 'Shop', openingHours: hours } as unknown as Component
  const graphOf = (data: Record<string, unknown>) => data['@graph'] as Record<string, unknown>[]

  test('of the page: whose it is, and of each place when it is open and when a closure changes that', () => {
    const closure = aPost({
      kind: 'closure',
      ...closed('2026-12-24T00:00', '2026-12-25T00:00'),
      components: [{ id: 'shop', name: 'Shop' }],
    })
    const elsewhere = aPost({ kind: 'closure', ...closed('2026-12-31T00:00', '2027-01-01T00:00') })
    const [site, shop] = graphOf(pageData(about, [place], [closure, elsewhere]))
    expect(site).toMatchObject({ '@type': 'WebSite', publisher: { name: 'Acme', address: 'Rua Augusta 1' } })
    expect(shop).toMatchObject({ '@type': 'LocalBusiness', name: 'Acme, Shop' })
    expect(shop?.specialOpeningHoursSpecification).toHaveLength(1)
  })

  test('of a closure until when it holds, of an incident who wrote it and when', () => {
    const [closure] = graphOf(
      postData(about, aPost({ kind: 'closure', ...closed('2026-12-24T00:00', '2026-12-25T00:00') }), NOON),
    )
    expect(closure).toMatchObject({ '@type': 'SpecialAnnouncement', expires: '2026-12-25T00:00:00.000Z' })
    const [incident] = graphOf(postData(about, aPost({ authorName: 'Ana Reis' }), NOON + 1))
    expect(incident).toMatchObject({
      '@type': 'Article',
      headline: 'Email arrives late',
      author: { name: 'Ana Reis' },
      dateModified: '2026-11-22T12:00:00.001Z',
    })
  })

  test('cannot end the element that it stands in', () => {
    const data = postData(about, aPost({ title: '</script><script>alert(1)</script><!--\u2028' }), NOON)
    expect(asScript(data)).not.toMatch(/<|\u2028/)
    expect(JSON.parse(asScript(data))).toEqual(data)
  })
})

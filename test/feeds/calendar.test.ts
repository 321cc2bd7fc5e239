import ICAL from 'ical.js'
import nodeIcal, { type VEvent } from 'node-ical'
import { describe, expect, test } from 'vitest'
import { calendar } from '#src/feeds/calendar.ts'
import { oneLine } from '#src/feeds/xml.ts'
import { windowOf } from '#src/posts/closing.ts'
import type { Post, Update } from '#src/posts/post.ts'
import { aPost, NOON } from '#test/support/makers.ts'

const about = {
  page: { name: 'Acme', time_zone: 'Europe/Lisbon' },
  origin: 'https://status.acme.test',
  path: '/closures.ics',
  places: new Set(['shop']),
}

const said = (seq: number, changes: Partial<Update> = {}): Update => ({
  id: `u${seq}`,
  seq,
  state: 'scheduled',
  body: 'We move house; the **lift** is small.',
  language: 'en',
  texts: {},
  authorName: 'Ana Reis',
  nextUpdateBy: null,
  publishedAt: NOON + seq * 60_000,
  editedAt: null,
  components: [],
  revisions: [],
  ...changes,
})

const aClosure = (changes: Partial<Post> = {}): Post =>
  aPost({
    kind: 'closure',
    state: 'scheduled',
    title: 'Upgrade of the database',
    reason: 'maintenance',
    window: windowOf('2026-12-03T22:00', '2026-12-04T01:30', 'Europe/Lisbon'),
    stillWorks: 'Reading works; paying does not.',
    updates: [said(1)],
    ...changes,
  })

/** What two readers make of a calendar's only event; they have to agree. */
function readBoth(text: string) {
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent')
  const one = new ICAL.Event(events[0] as ICAL.Component)
  const property = (name: string) => one.component.getFirstPropertyValue(name)?.toString()
  const other = Object.values(nodeIcal.sync.parseICS(text)).find((any) => any?.type === 'VEVENT') as VEvent
  const read = {
    uid: one.uid,
    start: one.startDate.toJSDate().toISOString(),
    end: one.endDate.toJSDate().toISOString(),
    summary: one.summary,
    description: one.description,
    status: property('status'),
    sequence: one.sequence,
    url: property('url'),
    changed: (one.component.getFirstPropertyValue('last-modified') as ICAL.Time).toJSDate().toISOString(),
  }
  expect({
    uid: other.uid,
    start: other.start.toISOString(),
    end: other.end?.toISOString(),
    summary: other.summary,
    description: other.description,
    status: other.status,
    sequence: Number(other.sequence),
    url: other.url,
    changed: (other.lastmodified as Date).toISOString(),
  }).toEqual(read)
  return { ...read, allDay: one.startDate.isDate, location: property('location') ?? null }
}

const read = (post: Post) => readBoth(calendar([post], about))

describe('a closure in the calendar', () => {
  test('begins and ends at the instants that its window means, whatever the zone of the reader', () => {
    expect(read(aClosure())).toMatchObject({
      uid: 'closure-aaaaaaaaaaaa@status.acme.test',
      start: '2026-12-03T22:00:00.000Z',
      end: '2026-12-04T01:30:00.000Z',
      summary: 'Upgrade of the database',
      status: 'CONFIRMED',
      sequence: 0,
      allDay: false,
      url: 'https://status.acme.test/closures/aaaaaaaaaaaa',
    })
    const summer = windowOf('2026-07-01T22:00', '2026-07-01T23:00', 'America/New_York')
    expect(read(aClosure({ window: summer })).start).toBe('2026-07-02T02:00:00.000Z')
  })

  test('says in words when it is, how it stands, what is said of it and what still works', () => {
    const { description } = read(aClosure())
    expect(description).toContain('Scheduled. Thu 3 Dec 2026, 22:00 to Fri 4 Dec 2026, 1:30 WET')
    expect(description).toContain('We move house; the lift is small.')
    expect(description).toContain('What still works: Reading works; paying does not.')
    expect(description).toContain('https://status.acme.test/closures/aaaaaaaaaaaa')
  })

  test('that was moved is the same entry at another time, with a higher number', () => {
    const before = read(aClosure())
    const moved = read(
      aClosure({
        window: windowOf('2026-12-05T22:00', '2026-12-06T01:30', 'Europe/Lisbon'),
        updates: [said(2, { body: 'Two days later.' }), said(1)],
      }),
    )
    expect(moved.uid).toBe(before.uid)
    expect(moved.start).toBe('2026-12-05T22:00:00.000Z')
    expect(moved.sequence).toBe(1)
    expect(moved.changed > before.changed).toBe(true)
  })

  test('whose text was corrected has a higher number too', () => {
    const revision = { body: 'Old', staffName: null, replacedAt: NOON, language: 'en' as const }
    const corrected = read(
      aClosure({ updates: [said(1, { editedAt: NOON + 3_600_000, revisions: [revision] })] }),
    )
    expect(corrected.sequence).toBe(1)
    expect(corrected.changed).toBe('2026-11-22T13:00:00.000Z')
  })

  test('that was cancelled stays, as cancelled, and says so where calendars do not', () => {
    const off = read(aClosure({ state: 'cancelled', updates: [said(2, { state: 'cancelled' }), said(1)] }))
    expect(off).toMatchObject({
      status: 'CANCELLED',
      sequence: 1,
      summary: 'Cancelled: Upgrade of the database',
    })
  })

  test('that was over sooner ends when it did', () => {
    const early = { state: 'completed' as const, endedAt: Date.parse('2026-12-03T23:10:00Z') }
    expect(read(aClosure(early)).end).toBe('2026-12-03T23:10:00.000Z')
  })

  test('of whole days is those days, wherever one is; maintenance is not', () => {
    const window = windowOf('2026-12-25T00:00', '2026-12-27T00:00', 'Asia/Tokyo')
    const text = calendar([aClosure({ reason: 'holiday', window })], about)
    expect(text).toContain('DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\n')
    expect(readBoth(text).allDay).toBe(true)
    expect(read(aClosure({ window })).start).toBe('2026-12-24T15:00:00.000Z')
  })

  test('names as its location the places that are closed, and only places', () => {
    const components = [
      { id: 'shop', name: 'Shop; Lisbon' },
      { id: 'api', name: 'API' },
    ]
    expect(read(aClosure({ components })).location).toBe('Acme, Shop; Lisbon')
    expect(read(aClosure({ components: [{ id: 'api', name: 'API' }] })).location).toBeNull()
  })

  test('reads well with anything in its texts', () => {
    // A backslash before an n is the one thing that node-ical reads otherwise than it is written.
    const nasty = 'a\\;,:"<script> 🔥支払い BEGIN:VEVENT \u0000\u0007 é'.repeat(8)
    const event = read(
      aClosure({ title: nasty, updates: [said(1, { body: `\`${nasty}\`\n\nSecond\r\nEND:VCALENDAR` })] }),
    )
    expect(event.summary).toBe(oneLine(nasty))
    expect(event.description).toContain('Second')
  })
})

describe('the calendar', () => {
  test('has lines of at most 75 octets, ended as the standard wants, and tears no character', () => {
    const text = calendar([aClosure({ title: '支払い🔥'.repeat(60) })], about)
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
    for (const line of text.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toMatch(/[\r\n]|\ufffd/)
    }
    expect(readBoth(text).summary).toBe('支払い🔥'.repeat(60))
  })

  test('without closures is one all the same', () => {
    expect(new ICAL.Component(ICAL.parse(calendar([], about))).getFirstPropertyValue('version')).toBe('2.0')
  })
})

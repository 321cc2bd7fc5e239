import { expect, test } from 'vitest'
import { aheadOf } from '#src/channels/lengths.ts'
import { briefly, instantFor, spanFor } from '#src/channels/times.ts'
import { NOON } from '#test/support/makers.ts'

const HOUR = 3_600_000
const clock = (pageZone: string, readerZone: string | null = null) => ({
  pageZone,
  readerZone,
  now: NOON,
  language: 'en' as const,
})

test.each([
  ['Europe/Lisbon', null, 'Sun 22 Nov, 12:00 WET'],
  ['America/New_York', null, 'Sun 22 Nov, 7:00 EST'],
  ['Australia/Sydney', null, 'Sun 22 Nov, 23:00 AEDT'],
  ['Asia/Kolkata', null, 'Sun 22 Nov, 17:30 IST'],
  ['Europe/Istanbul', null, 'Sun 22 Nov, 15:00 UTC+3'],
  ['Asia/Dubai', null, 'Sun 22 Nov, 16:00 GST'],
  ['Europe/Lisbon', 'Europe/London', 'Sun 22 Nov, 12:00 WET'],
  ['Europe/Lisbon', 'Europe/Berlin', 'Sun 22 Nov, 13:00 for you (12:00 in Lisbon)'],
  ['Europe/Lisbon', 'Pacific/Auckland', 'Mon 23 Nov, 1:00 for you (Sun 22 Nov, 12:00 in Lisbon)'],
])('on a page in %s a reader in %s reads %s', (page, reader, words) => {
  expect(instantFor(NOON, clock(page, reader))).toBe(words)
})

test('a year is said only where it could be doubted', () => {
  expect(instantFor(NOON + 300 * 24 * HOUR, clock('Europe/Lisbon'))).toBe('Sat 18 Sept 2027, 13:00 WEST')
})

test('a span says its day once, and its zone once unless the clocks change in it', () => {
  expect(spanFor(NOON, NOON + 2 * HOUR, clock('Europe/Lisbon'))).toBe('Sun 22 Nov, 12:00 – 14:00 WET')
  const march = Date.parse('2027-03-27T12:00:00Z')
  expect(spanFor(march, march + 24 * HOUR, { ...clock('Europe/Lisbon'), now: march })).toBe(
    'Sat 27 Mar, 12:00 – Sun 28 Mar, 13:00 WET/WEST',
  )
})

test('a reader whose clock shows the same reads the name of the page’s zone, wherever a time stands', () => {
  const londoner = clock('Europe/Lisbon', 'Europe/London')
  expect(briefly(NOON, londoner)).toBe('12:00 WET')
  expect(spanFor(NOON, NOON + HOUR, londoner)).toBe('Sun 22 Nov, 12:00 – 13:00 WET')
  expect(instantFor(NOON, londoner)).toBe('Sun 22 Nov, 12:00 WET')
})

test('the day is left out of what happens today', () => {
  expect(briefly(NOON + HOUR, clock('Europe/Lisbon', 'Europe/Berlin'))).toBe('14:00 CET')
  expect(briefly(NOON + 12 * HOUR, clock('Europe/Lisbon'))).toBe('Mon 23 Nov, 0:00 WET')
})

test.each([
  [30_000, 'in 1 minute'],
  [45 * 60_000, 'in 45 minutes'],
  [24 * HOUR, 'in 24 hours'],
  [72 * HOUR, 'in 3 days'],
])('%i ms ahead is %s', (ms, words) => {
  expect(aheadOf(NOON, NOON + ms, 'en')).toBe(words)
})

test.each([
  ['de', 'Mo., 23. Nov., 1:00 bei Ihnen (So., 22. Nov., 12:00 WEZ)'],
  ['fr', 'lun. 23 nov., 1:00 chez vous (dim. 22 nov., 12:00 WET)'],
  ['ja', '11月23日(月) 1:00（お客様の時刻）／11月22日(日) 12:00 WET'],
  ['ar', 'الاثنين، 23 نوفمبر، 1:00 بتوقيتك (الأحد، 22 نوفمبر، 12:00 WET)'],
] as const)('in %s both clocks stand side by side: %s', (language, words) => {
  expect(instantFor(NOON, { ...clock('Europe/Lisbon', 'Pacific/Auckland'), language })).toBe(words)
})

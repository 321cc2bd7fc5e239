import { expect, test } from 'vitest'
import { visitorAddress } from '#src/server/address.ts'

test('without trusted proxies the socket alone is believed', () => {
  expect(visitorAddress('203.0.113.9', '1.2.3.4', 0)).toBe('203.0.113.9')
  expect(visitorAddress('::ffff:203.0.113.9', undefined, 0)).toBe('203.0.113.9')
})

test.each([
  [1, '198.51.100.7', '198.51.100.7'],
  [1, '6.6.6.6, 198.51.100.7', '198.51.100.7'],
  [2, '6.6.6.6, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
  [2, '198.51.100.7', '198.51.100.7'],
  [1, '2001:db8::1', '2001:db8::1'],
  [1, '[2001:db8::1]:443', '2001:db8::1'],
  [1, '198.51.100.7:5123', '198.51.100.7'],
  [1, '::ffff:198.51.100.7', '198.51.100.7'],
])(
  'with %i trusted, of "%s" the last entry that none of them wrote counts: %s',
  (trusted, forwarded, visitor) => {
    expect(visitorAddress('10.0.0.1', forwarded, trusted)).toBe(visitor)
  },
)

test.each(['unknown', '<script>', '', ',', 'x'.repeat(9_000)])(
  'an entry that is no address counts for nothing: %s',
  (forwarded) => {
    expect(visitorAddress('10.0.0.1', forwarded, 1)).toBe('10.0.0.1')
  },
)

import { createHmac, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { config } from '#src/config.ts'
import { mac, macHolds } from '#src/keys.ts'

test('a token is HMAC-SHA-256 under a key of its purpose, for whatever it speaks of', () => {
  const wanted = (purpose: string, value: string, bytes: number) =>
    createHmac('sha256', Buffer.from(hkdfSync('sha256', config().secretKey, 'candor', purpose, 32)))
      .update(value)
      .digest()
      .subarray(0, bytes)
      .toString('base64url')
  fc.assert(
    fc.property(
      fc.constantFrom('delivery', 'subscription', 'link'),
      fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant('12.34')),
      fc.constantFrom(16, 32),
      (purpose, value, bytes) => {
        expect(mac(purpose, value, bytes)).toBe(wanted(purpose, value, bytes))
        expect(macHolds(purpose, value, mac(purpose, value, bytes), bytes)).toBe(true)
        expect(macHolds(purpose, `${value}x`, mac(purpose, value, bytes), bytes)).toBe(false)
        expect(macHolds('another', value, mac(purpose, value, bytes), bytes)).toBe(false)
      },
    ),
    { numRuns: 500 },
  )
})

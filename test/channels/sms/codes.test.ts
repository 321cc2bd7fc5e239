import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type CodeClass, meaningOf, outcomeOf } from '#src/channels/sms/codes.ts'

const MINUTE = 60_000

/** S4, row by row: every code of a row means the same. */
const rows: [codes: number[], meaning: CodeClass, outcome: object][] = [
  [[20429], 'throttle', { result: 'retry', fault: 'throttle', scope: 'channel' }],
  [
    [21611, 30001, 30022, 63017],
    'queue-full',
    { result: 'retry', fault: 'throttle', scope: 'channel', sign: 'queue' },
  ],
  [[30023], 'daily-cap', { result: 'retry', fault: 'throttle', scope: 'destination', sign: 'cap' }],
  [[63038], 'daily-cap', { result: 'retry', fault: 'throttle', scope: 'channel', sign: 'cap' }],
  [
    [20003, 21606, 30002, 30034],
    'account',
    { result: 'retry', fault: 'account', scope: 'channel', sign: 'account' },
  ],
  [[21408], 'country', { result: 'retry', fault: 'account', scope: 'destination', sign: 'country' }],
  [[21610], 'opted-out', { result: 'failed', address: 'opted-out' }],
  [[21211, 21614, 21635, 30005, 30006], 'bad-number', { result: 'failed', address: 'suppress' }],
  [[21612, 30004], 'unreachable', { result: 'failed', again: 'suppress' }],
  [[21617], 'too-long', { result: 'failed', sign: 'impossible' }],
  [
    [30003],
    'handset-off',
    { result: 'retry', fault: 'recipient', afterMs: 15 * MINUTE, tries: 3, third: 'quarantine' },
  ],
  [[30007], 'filtered', { result: 'failed', sign: 'filtered' }],
  [[30008], 'unknown-error', { result: 'retry', fault: 'recipient', afterMs: 15 * MINUTE, tries: 2 }],
  [[30036], 'expired', { result: 'retry', fault: 'recipient', afterMs: 0, spent: 'expired' }],
  [[30450], 'fraud-guard', { result: 'failed', address: 'suppress', sign: 'fraud' }],
  [[20001, 21602, 30410, 99999], 'failed', { result: 'failed', sign: 'other' }],
]

test.each(rows)('%j: %s', (codes, meaning, outcome) => {
  for (const code of codes) {
    const found = meaningOf(code, 400)
    expect(found.class).toBe(meaning)
    expect(outcomeOf(found, String(code), 'words')).toEqual({
      code: String(code),
      answer: 'words',
      ...outcome,
    })
  }
})

test('where the code says nothing, the status of the answer decides', () => {
  expect(meaningOf(null, 429).class).toBe('throttle')
  expect(meaningOf(12_345, 401).class).toBe('account')
  expect(meaningOf(null, 403).class).toBe('account')
  expect(meaningOf(null, 404).class).toBe('failed')
  expect(meaningOf(null).class).toBe('failed')
})

test('what the carrier asks for wins over the table, and 30003 waits longer the second time', () => {
  expect(outcomeOf(meaningOf(20429), '20429', '', 7_000)).toMatchObject({ afterMs: 7_000 })
  expect(meaningOf(30003).waitsMs).toEqual([15 * MINUTE, 120 * MINUTE])
})

const dictionary = fileURLToPath(new URL('../../../../shared/data/twilio/error-codes.json', import.meta.url))

/** The meanings that the contract wants confirmed before release. */
const confirmed: Record<number, RegExp> = {
  30023: /Daily Message Cap/,
  30002: /Account suspended/,
  30005: /Unknown destination handset/,
  30004: /Message blocked/,
  30007: /Message filtered/,
  30008: /Unknown error/,
  30450: /Message delivery blocked/,
  63038: /daily messages limit/,
}

test.skipIf(!existsSync(dictionary))(
  'the uncertain meanings stand so in Twilio’s error dictionary (skipped where ../shared/data is not at hand)',
  () => {
    const entries = JSON.parse(readFileSync(dictionary, 'utf8')) as { code: number; message: string }[]
    for (const [code, message] of Object.entries(confirmed))
      expect(entries.find((entry) => entry.code === Number(code))?.message).toMatch(message)
  },
)

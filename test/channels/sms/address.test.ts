import { describe, expect, test } from 'vitest'
import { defaultsOf, parsePhone } from '#src/channels/sms/address.ts'

const COUNTRIES = ['US', 'GB', 'PT']

describe('a mobile number', () => {
  test.each([
    ['+351 912 345 678', '+351912345678', 'PT'],
    ['00351912345678', '+351912345678', 'PT'],
    ['+1 (415) 555-2671', '+14155552671', 'US'],
    ['+447400123456', '+447400123456', 'GB'],
  ])('%s is taken as %s', (typed, address, country) => {
    expect(parsePhone(typed, COUNTRIES)).toMatchObject({ ok: true, address, country })
  })

  test('may be typed as it is dialled at home where only one country is enabled', () => {
    expect(parsePhone('912 345 678', ['PT'])).toMatchObject({
      ok: true,
      address: '+351912345678',
      language: 'pt',
    })
    expect(parsePhone('912 345 678', COUNTRIES)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('Begin with +'),
    })
  })

  test.each([
    ['', /Type your/],
    ['hello', /not a phone number/],
    ['+351 912 345 678 ext. 5', /not a phone number/],
    ['+351912345678\r\nX: y', /not a phone number/],
    ['+351 91', /exists/],
    ['+351 212 345 678', /of this kind/],
    ['+1 800 555 1212', /of this kind/],
    ['+1 900 555 1212', /of this kind/],
    ['+44 909 879 0000', /of this kind/],
    ['+44 843 410 1234', /of this kind/],
    ['+44 7640 123456', /of this kind/],
    ['+351 760 123 456', /of this kind/],
    ['+1 500 555 0006', /of this kind/],
    ['+49 1512 3456789', /not enabled.*United States, United Kingdom and Portugal/],
    ['+882 1612 345 678', /not enabled|exists/],
  ])('%j is refused with a sentence', (typed, problem) => {
    expect(parsePhone(typed, COUNTRIES)).toMatchObject({ ok: false, problem: expect.stringMatching(problem) })
  })

  test('is refused where no country is enabled', () => {
    expect(parsePhone('+351912345678', [])).toMatchObject({
      ok: false,
      problem: expect.stringContaining('not available'),
    })
  })

  test('brings a language, and a zone where its country has only one', () => {
    expect(defaultsOf('GB')).toEqual({ language: 'en', timeZone: 'Europe/London' })
    expect(defaultsOf('US')).toEqual({ language: 'en', timeZone: null })
  })
})

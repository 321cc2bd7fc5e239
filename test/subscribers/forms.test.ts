import { expect, test } from 'vitest'
import { parseChoices } from '#src/subscribers/choices.ts'
import { refuseHaste, sealForm, sealHolds } from '#src/subscribers/form-seal.ts'
import { NOON } from '#test/support/makers.ts'

test('a form is accepted from somebody who took the time to read it, on the day it was drawn', () => {
  const seal = sealForm(NOON)
  expect(() => refuseHaste(seal, NOON + 200)).toThrow('very quick')
  expect(refuseHaste(seal, NOON + 3000)).toBe(seal)
  expect(() => refuseHaste(seal, NOON + 25 * 3_600_000)).toThrow('once more')
})

test('a seal that we did not make, or that was moved in time, does not hold', () => {
  const [, random, given] = sealForm(NOON).split('.')
  const earlier = [(NOON - 60_000).toString(36), random, given].join('.')
  for (const seal of [undefined, '', 'x', '..', earlier, sealForm(NOON + 60_000)])
    expect(sealHolds(seal, NOON)).toBe(false)
})

test('no two forms share a seal', () => {
  expect(sealForm(NOON)).not.toBe(sealForm(NOON))
})

test('choices are read as they were ticked', () => {
  expect(parseChoices({ kinds: ['release', 'incident', 'nonsense'], scope: 'all', components: 'a' })).toEqual(
    {
      kinds: ['incident', 'release'],
      components: 'all',
      leastImpact: 'none',
    },
  )
  expect(parseChoices({ kinds: 'closure', scope: 'some', components: ['a', 'b', 'a', ''] })).toEqual({
    kinds: ['closure'],
    components: ['a', 'b'],
    leastImpact: 'none',
  })
})

test('choosing nothing is answered beside the choice', () => {
  expect(() => parseChoices({ scope: 'all' })).toThrow('at least one')
  expect(() => parseChoices({ kinds: 'incident', scope: 'some' })).toThrow('take everything')
})

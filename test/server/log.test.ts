import { expect, test } from 'vitest'
import { errorInLog, masked } from '#src/log.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'

test.each([
  ['an address', '550 <ana.reis+x@mail.example.com> is unknown', '550 <…> is unknown'],
  ['a key of a row', 'Key (address)=(ana@example.com) already exists', 'Key (address)=(…) already exists'],
  ['a number', 'The number +14155550142 is not valid', 'The number … is not valid'],
  ['a link', `GET /u/${subscriptionToken(7, 1)} failed`, 'GET /u/… failed'],
  ['a carrier’s callback', '/hooks/twilio/status/12.345.abcdefghijklmnopqrstuv', '/hooks/twilio/status/…'],
  ['an invitation', `/admin/invite/abcdefghijkl-${'a'.repeat(43)}`, '/admin/invite/…'],
])('what the log says of %s names nobody and opens nothing', (_, text, wanted) => {
  expect(masked(text)).toBe(wanted)
})

test('where something failed stays readable', () => {
  const line = 'at run (file:///srv/candor/node_modules/kysely/dist/postgres-query-compiler-of-old.js:10:3)'
  expect(masked(line)).toBe(line)
})

test('what a database or relay adds to its error is not logged', () => {
  const error = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (channel, address)=(email, ana@example.com) already exists.',
    parameters: ['ana@example.com'],
  })
  const said = errorInLog(error)
  expect(said).toMatchObject({ type: 'Error', code: '23505', message: 'duplicate key' })
  expect(JSON.stringify(said)).not.toContain('ana@')
})

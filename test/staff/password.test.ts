import { expect, test } from 'vitest'
import { checkPassword, hashPassword, isOutdated, passwordHolds } from '#src/staff/password.ts'

test('a hash holds for its password alone, and is never the same twice', async () => {
  const [one, two] = await Promise.all([
    hashPassword('correct horse battery'),
    hashPassword('correct horse battery'),
  ])
  expect(one).not.toBe(two)
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await passwordHolds('correct horse battery', one)).toBe(true)
  expect(await passwordHolds('correct horse batterY', one)).toBe(false)
})

test('nothing holds for nobody, for a broken hash or for the hash of a disabled account', async () => {
  for (const hash of [null, '', '!', '$argon2id$v=19$m=1', 'plain'])
    expect(await passwordHolds('anything at all', hash)).toBe(false)
})

test('a hash of another cost still holds and is called outdated', async () => {
  const old = '$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$' // the tag does not matter for its cost
  expect(isOutdated(`${old}AAAA`)).toBe(true)
  expect(isOutdated(await hashPassword('correct horse battery'))).toBe(false)
})

test('many at once all get their turn', async () => {
  const hashes = await Promise.all(Array.from({ length: 12 }, () => hashPassword('correct horse battery')))
  expect(new Set(hashes).size).toBe(12)
})

test.each([
  ['too short', 'elevenchars'],
  ['too long', 'ab '.repeat(43)],
  ['common', 'passwordpassword'],
  ['common with figures around it', 'password2026!'],
  ['common in capitals', 'Qwertyuiop12'],
  ['one character over and over', 'aaaaaaaaaaaaaaa'],
  ['a short text over and over', 'abcabcabcabcabc'],
  ['figures in a row', '123456789012'],
  ['the product’s name', 'candor-2026!!'],
  ['the organisation’s name', 'Lighthouse#12345'],
])('refuses a password that is %s', async (_, password) => {
  await expect(checkPassword(password, ['Lighthouse Lda', 'ana@lighthouse.test'])).rejects.toMatchObject({
    problems: { password: expect.any(String) },
  })
})

test.each([
  ['words', 'four unrelated words here'],
  ['twelve characters', 'k3-Lq9;zWp0x'],
  ['any script', 'пароль из четырёх слов'],
  ['pictures, counted as one each', '🐈🐕🐎🐖🐄🐑🐐🐓🦆🦢🦉🦚'],
  ['128 characters', `${'ab cdef '.repeat(16).slice(0, 127)}!`],
])('welcomes %s', async (_, password) => {
  await checkPassword(password, ['Lighthouse Lda'])
})

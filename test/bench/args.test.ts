import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readOptions, UsageFault } from './args.ts'

test('says what it measures with when nothing is said', () => {
  expect(readOptions(['fanout'])).toEqual({
    bench: 'fanout',
    recipients: 100_000,
    engine: 'sqlite',
    rounds: 3,
    connections: 8,
    delay: 0,
    profile: false,
  })
})

test('takes numbers as people write them', () => {
  const words = ['growth', '--recipients', '1_000_000', '--postgres', '--rounds=5', '--delay', '50']
  expect(readOptions(words)).toMatchObject({
    bench: 'growth',
    recipients: 1_000_000,
    engine: 'postgres',
    rounds: 5,
    delay: 50,
  })
})

test.each([
  [[], /Say which bench/],
  [['fanuot'], /Say which bench, one of: fanout/],
  [['fanout', 'ledger'], /Say which bench/],
  [['fanout', '--recipients', 'many'], /--recipients must be a whole number from 100/],
  [['fanout', '--recipients', '1.5'], /whole number/],
  [['fanout', '--rounds', '0'], /--rounds must be/],
  [['fanout', '--connections', '257'], /to 256/],
  [['fanout', '--recipient', '5'], /Unknown option '--recipient'/],
])('%j is refused in a sentence', (words, sentence) => {
  expect(() => readOptions(words)).toThrow(UsageFault)
  expect(() => readOptions(words)).toThrow(sentence)
})

test('the command called wrongly says how it is called and ends with 2', async () => {
  const ended = await new Promise<{ code: unknown; said: string }>((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts'), 'nothing'], (error, _out, said) =>
      resolve({ code: error?.code, said }),
    )
  })
  expect(ended).toMatchObject({ code: 2, said: expect.stringContaining('npm run bench -- fanout') })
})

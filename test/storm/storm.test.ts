import { describe, expect, inject, test } from 'vitest'
import { ENGINES } from '#test/support/databases.ts'
import { seeded } from '#test/support/histories.ts'
import { kills } from './parts/kills.ts'

// The short form of `npm run storm`, which has many more parts and any number of kills and readers.
describe.concurrent('a sender killed at random moments and started again', () => {
  test.each(ENGINES)('tells everybody, nobody twice but what was in flight, on %s', async (engine) => {
    const seed = Math.floor(Math.random() * 1e6)
    const found = await kills({
      engine,
      postgresUrl: inject('postgresUrl'),
      seed,
      random: seeded(seed),
      kills: 3,
      recipients: 400,
      texts: 20,
      // F5: what was in flight (8 connections) and up to 64 results not yet written.
      repeatsAKill: 8 + 64,
      linger: 2,
      say: () => {},
    })
    expect(found, `seed ${seed}`).toMatchObject({
      broken: [],
      missed: 0,
      repeatedTexts: 0,
      inverted: 0,
      unfairlySuppressed: 0,
    })
  })
})

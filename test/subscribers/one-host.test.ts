import { expect, test } from 'vitest'
import { mayAsk } from '#src/subscribers/limits.ts'
import { onBothEngines } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'

onBothEngines('somebody’s machine', (open) => {
  test('is asked five times an hour, at whichever port and however its name is spelt', async () => {
    const { db } = await open()
    const hosts = ['hooks.example.com', 'hooks.example.com:8443', 'hooks.example.com.', 'HOOKS.example.com']
    let asked = 0
    for (const host of hosts)
      for (const path of [1, 2, 3]) {
        const to = { channel: 'webhook', address: `https://${host}/${path}`, country: null } as const
        if (await mayAsk(db, to, NOON)) asked += 1
      }
    expect(asked).toBe(5)
  })
})

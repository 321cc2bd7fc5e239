import { performance } from 'node:perf_hooks'
import { afterEach, expect, test, vi } from 'vitest'
import { wholeOf } from '#src/channels/email/parts.ts'
import { openPool, type PoolSettings } from '#src/channels/email/pool.ts'
import { until } from '#test/support/until.ts'
import { type Answer, type Asked, startScriptedRelay } from './scripted-relay.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of closers.splice(0).reverse()) await close()
})

async function world(script: (asked: Asked) => Answer | undefined, settings: Partial<PoolSettings> = {}) {
  const relay = await startScriptedRelay(script)
  closers.push(() => relay.stop())
  const pool = openPool({ url: relay.url, requireTls: false, connections: 6, ...settings })
  closers.push(() => pool.close())
  const hand = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        pool.hand({
          from: 'news@acme.test',
          to: `reader${n}@example.com`,
          message: wholeOf(`${n}\r\n.\r\n`),
        }),
      ),
    )
  return { relay, hand }
}

const processThatIsBusy = (utilization: number) =>
  vi
    .spyOn(performance, 'eventLoopUtilization')
    .mockReturnValue({ idle: 100 * (1 - utilization), active: 100 * utilization, utilization })

/** A relay that keeps every message waiting for its answer until it is told to go on. */
function slowly() {
  let goOn: (reply: string) => void = () => {}
  const told = new Promise<string>((resolve) => {
    goOn = resolve
  })
  const script = ({ command }: Asked) => (command === 'message' ? told : undefined)
  return { script, goOn: () => goOn('250 Ok\r\n') }
}

test('while we wait for answers, as many lines are opened as may be, and no more', async () => {
  processThatIsBusy(0.1)
  const { script, goOn } = slowly()
  const { relay, hand } = await world(script)
  const handing = hand(30)
  await until(() => relay.heard.length === 6 && relay.heard.every((lines) => lines.includes('DATA')))
  goOn()
  for (const one of await handing) expect(one).toEqual({ accepted: '250 Ok' })
  expect(relay.heard).toHaveLength(6)
})

test('a process that is busy all the time has no use for more than one', async () => {
  const looks = processThatIsBusy(0.95)
  const { script, goOn } = slowly()
  const { relay, hand } = await world(script)
  const handing = hand(30)
  await until(() => looks.mock.calls.length > 6)
  goOn()
  for (const one of await handing) expect(one).toEqual({ accepted: '250 Ok' })
  expect(relay.heard).toHaveLength(1)
})

test('a pause that was met once is no reason for another line', async () => {
  const looks = vi.spyOn(performance, 'eventLoopUtilization')
  for (let n = 0; n < 100; n += 1)
    looks.mockReturnValueOnce({ idle: 0, active: 0, utilization: [0.1, 0.1, 0.9, 0.9][n % 4] as number })
  const { script, goOn } = slowly()
  const { relay, hand } = await world(script)
  const handing = hand(30)
  await until(() => looks.mock.calls.length > 12)
  goOn()
  for (const one of await handing) expect(one).toEqual({ accepted: '250 Ok' })
  expect(relay.heard).toHaveLength(1)
})

test('one mail at a time needs one line', async () => {
  const { relay, hand } = await world(() => undefined)
  for (let n = 0; n < 10; n += 1) await hand(1)
  expect(relay.heard).toHaveLength(1)
})

test('a relay that wants no more connections than it has serves everybody over those', async () => {
  processThatIsBusy(0.1)
  const { script, goOn } = slowly()
  const { relay, hand } = await world((asked) =>
    asked.command === 'CONNECT' && asked.connection > 2 ? '421 4.7.0 Two are enough\r\n' : script(asked),
  )
  const handing = hand(30)
  await until(() => relay.heard.length > 2)
  goOn()
  for (const one of await handing) expect(one).toEqual({ accepted: '250 Ok' })
})

test('a relay that is away is the answer to all that wait, at once', async () => {
  const { relay, hand } = await world(() => '421 4.3.2 Later\r\n')
  for (const one of await hand(12))
    expect(one).toMatchObject({ stage: 'connect', reply: expect.stringMatching(/^421/) })
  expect(relay.heard.length).toBeLessThanOrEqual(2)
})

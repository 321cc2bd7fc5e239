import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aComponent, aPage } from '#test/support/makers.ts'
import { startSite } from '#test/support/site.ts'
import { slowConnections } from '#test/support/slow.ts'
import { until } from '#test/support/until.ts'

const MANY = 1_000

test('a thousand visitors who are slow with their headers, their bodies or their reading keep nobody else from anything', async () => {
  const site = await startSite()
  await aPage(site.db)
  for (let i = 0; i < 30; i++) await aComponent(site.db, `Component ${i}`, { position: i })
  await site.caughtUp()
  const before = memoryOf(site.pid)
  const slow = slowConnections(site.port, MANY)
  await until(() => slow.held() === MANY, 'all of them to be connected')
  for (let i = 0; i < 50; i++) {
    const answer = await fetch(`${site.url}/`, { headers: { connection: 'close' } })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('Component 29')
  }
  const form = await fetch(`${site.url}/u/1-1-nobody`, { method: 'POST', body: 'List-Unsubscribe=One-Click' })
  expect(form.status).toBeLessThan(500)
  expect((await fetch(`${site.url}/readyz`)).status).toBe(200)
  const after = memoryOf(site.pid)
  if (!Number.isNaN(after)) expect(after - before).toBeLessThan(400)
  slow.stop()
  await site.stop()
})

function memoryOf(pid: number): number {
  const path = `/proc/${pid}/status`
  const told = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return Number(/VmRSS:\s+(\d+) kB/.exec(told)?.[1] ?? Number.NaN) / 1_024
}

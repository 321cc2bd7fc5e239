import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alive } from '#test/support/processes.ts'
import { ended, freePort, listenTo, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('the demo as a command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-demo-'))
  let port = 0
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  beforeAll(async () => {
    // The demo runs a built site; whoever starts one makes sure of it.
    await (await startSite()).stop()
    port = await freePort()
  })

  function demo(...args: string[]) {
    const { PATH, HOME, TMPDIR, CANDOR_DIST } = process.env
    const child = spawn(process.execPath, ['db/demo.ts', ...args], {
      cwd: ROOT,
      env: { PATH, HOME, TMPDIR, CANDOR_DIST, DEMO_FOLDER: folder, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { child, output: listenTo(child) }
  }

  test('tells 1,000 readers by mail and 50 by SMS exactly once, says in how long, and ends', async () => {
    // What lies there from before would be no database at all: --fresh begins anew, whatever it is.
    for (const left of ['candor.db', 'demo.json']) writeFileSync(join(folder, left), 'of long ago')
    const { child, output } = demo('--fresh', '--once')
    const [code] = await once(child, 'exit')
    expect(output()).toContain('1,000 of 1,000 mails and 50 of 50 text messages arrived, each exactly once.')
    expect(output()).toMatch(/\d s {3}until the page said it/)
    expect(code).toBe(0)
  })

  test('keeps its data, says the next thing, shows where everything is, refuses a second self, leaves nothing behind', async () => {
    const { child, output } = demo()
    const where = await soon(
      () => /The staff area +(\S+)[\s\S]*Mails and texts +(\S+)/.exec(output()) ?? undefined,
      output,
    )
    expect(output()).toContain('The story of last time is kept')
    expect(output()).toContain('1,000 of 1,000 mails arrived, each exactly once.')
    const page = await (await fetch(`http://localhost:${port}/`)).text()
    expect(page).toContain('Delivery slots for tomorrow cannot be booked')
    expect((await fetch(where[1] ?? '')).status).toBe(200)
    expect(await (await fetch(where[2] ?? '')).text()).toContain('Delivery slots for tomorrow')

    const other = demo()
    expect((await once(other.child, 'exit'))[0]).toBe(1)
    expect(other.output()).toContain('A demo is running already')

    const pids = pidsIn(join(folder, 'server.log'))
    expect(await ended(child)).toBe(0)
    expect(pids.filter(alive)).toEqual([])
  })

  test('takes its server along even when it is killed without a word', async () => {
    const { child, output } = demo()
    await soon(() => /adds to/.test(output()) || undefined, output)
    const pids = pidsIn(join(folder, 'server.log'))
    expect(pids.length).toBeGreaterThan(0)
    child.kill('SIGKILL')
    await until(() => !pids.some(alive))
  })
})

/** The processes that the server's log names. */
function pidsIn(file: string): number[] {
  return [...readFileSync(file, 'utf8').matchAll(/"pid":(\d+)/g)].map((match) => Number(match[1]))
}

async function soon<T>(look: () => T | undefined, output: () => string): Promise<T> {
  for (const end = Date.now() + 200_000; Date.now() < end; ) {
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`The demo did not come so far:\n${output()}`)
}

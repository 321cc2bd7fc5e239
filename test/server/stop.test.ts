import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { openDb } from '#db/open.ts'
import { publish } from '#src/posts/publish.ts'
import { freshDb } from '#test/support/db.ts'
import { signInCookie } from '#test/support/forms.ts'
import { anAuthor, anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { alive } from '#test/support/processes.ts'
import { freePort, listenTo, startServer, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const HALF = 'POST /hooks/none HTTP/1.1\r\nhost: x\r\ncontent-length: 6\r\n\r\nabc'

test('SIGTERM: accepts nobody more, finishes what is in flight, closes idle connections, exits 0', async () => {
  const site = await startSite({ sender: true })
  const sender = await senderOf(site.output)
  const idle = connect(site.port, '127.0.0.1')
  const busy = connect(site.port, '127.0.0.1')
  let answer = ''
  busy.on('data', (data) => {
    answer += data
  })
  busy.write(HALF)
  idle.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(idle, 'data')
  const idleClosed = once(idle, 'close')
  site.process.kill('SIGTERM')
  await idleClosed
  await expect(fetch(`${site.url}/healthz`)).rejects.toThrow()
  expect(site.process.exitCode).toBeNull()
  busy.write('def')
  await once(busy, 'close')
  expect(answer).toMatch(/^HTTP\/1\.1 404 /)
  expect(answer).toMatch(/connection: close/i)
  if (site.process.exitCode === null) await once(site.process, 'exit')
  expect(site.process.exitCode).toBe(0)
  expect(alive(sender)).toBe(false)
  expect(site.output()).toMatch(/requests in flight have 30 seconds to finish/)
  await site.stop()
})

test('SIGTERM while staff watch a fan-out: their streams end at once, and it exits 0', async () => {
  const site = await startSite()
  await aPage(site.db)
  const { email } = await aMember(site.db, 'editor')
  const by = { author: await anAuthor(site.db), now: Date.now(), formKey: 'one' }
  await aSubscriber(site.db)
  const { announcementId } = await publish(site.db, anIncident(), by)
  const cookie = await signInCookie(site.url, email, PASSWORD)
  const watch = () =>
    fetch(`${site.url}/admin/deliveries/${announcementId}/progress`, { headers: { cookie } })
  const readers = []
  for (const answer of [await watch(), await watch()]) {
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const reader = answer.body?.getReader()
    expect((await reader?.read())?.done).toBe(false)
    readers.push(reader)
  }
  const ends = readers.map(async (reader) => {
    while (!(await reader?.read())?.done) {}
  })
  site.process.kill('SIGTERM')
  await Promise.allSettled(ends)
  if (site.process.exitCode === null) await once(site.process, 'exit')
  expect(site.process.exitCode).toBe(0)
  await site.stop()
})

test('kill -9 of the server leaves no sender behind', async () => {
  const site = await startSite({ sender: true })
  const sender = await senderOf(site.output)
  expect(alive(sender)).toBe(true)
  site.process.kill('SIGKILL')
  await until(() => !alive(sender))
  await site.stop()
})

test('kill -9 of the sender: another one is started', async () => {
  const site = await startSite({ sender: true })
  const first = await senderOf(site.output)
  process.kill(first, 'SIGKILL')
  const second = await senderOf(site.output, first)
  await until(() => alive(second))
  expect(alive(first)).toBe(false)
  await site.stop()
  expect(alive(second)).toBe(false)
})

test('a server whose starter goes away goes too, though nobody reads its log any more', async () => {
  const site = await startSite()
  site.process.stdout?.destroy()
  site.process.stderr?.destroy()
  site.process.disconnect()
  await once(site.process, 'exit')
  expect(site.process.exitCode).toBe(0)
  await site.stop()
})

test('a second server on the same port, or one at an address that is not ours, says so and exits', async () => {
  const site = await startSite()
  const elsewhere = [
    [{ PORT: String(site.port) }, /^Another program uses this PORT already/m],
    [{ PORT: '0', HOST: '203.0.113.7' }, /^HOST is no address of this machine/m],
  ] as const
  for (const [place, sentence] of elsewhere) {
    const common = { PUBLIC_URL: site.url, DATABASE_URL: site.databaseUrl, CANDOR_SENDER: 'off' }
    const other = startServer({ ...common, ...place })
    const output = listenTo(other)
    await once(other, 'close')
    expect(other.exitCode).toBe(1)
    expect(output()).toMatch(sentence)
    expect(output()).not.toMatch(/^ +at /m)
  }
  await site.stop()
})

test('migrates an empty database before it listens, and prints the setup link only until there is staff', async () => {
  const { url, drop } = await freshDb('sqlite')
  const empty = `${url}.empty`
  const site = await startSite({ databaseUrl: empty })
  expect(await site.db.selectFrom('posts').selectAll().execute()).toEqual([])
  const link = new RegExp(`${site.url}/admin/setup/[\\w-]+`)
  await until(() => link.test(site.output()), 'the setup link')
  await site.stop()
  const db = openDb(empty)
  const row = { email: 'a@acme.test', name: 'Ana', role: 'owner' as const, password_hash: '!', created_at: 1 }
  await db
    .insertInto('staff')
    .values({ ...row, disabled_at: null })
    .execute()
  await db.destroy()
  const again = await startSite({ databaseUrl: empty })
  expect(again.output()).not.toContain('/admin/setup/')
  await again.stop()
  await drop()
})

test('says plainly when the database cannot be had', async () => {
  const port = await freePort()
  const child = startServer({
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    DATABASE_URL: `postgres://nobody:secret-word@127.0.0.1:${await freePort()}/none`,
    CANDOR_SENDER: 'off',
  })
  const output = listenTo(child)
  await once(child, 'close')
  expect(child.exitCode).toBe(1)
  expect(output()).toMatch(/^The database cannot be used: /m)
  expect(output()).not.toContain('secret-word')
})

async function senderOf(output: () => string, not = 0): Promise<number> {
  return until(() => {
    const pids = [...output().matchAll(/"pid":(\d+),"msg":"The sender runs"/g)].map((found) =>
      Number(found[1]),
    )
    return pids.find((pid) => pid !== not)
  })
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { isAlive } from '#src/worker/sender.ts'
import { freshDb } from '#test/support/db.ts'
import { spawnSender } from '#test/support/sender.ts'
import { until } from '#test/support/until.ts'

const MAIN = fileURLToPath(new URL('../../src/worker/main.ts', import.meta.url))
const QUIET = { LOG_LEVEL: 'info', SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'news@acme.test' }

test('asked to stop the moment it is at work, it stops in good order and leaves no claim of being alive', async () => {
  const { db, url, drop } = await freshDb('sqlite')
  const sender = spawnSender(url, QUIET)
  await until(() => sender.output().includes('The sender is at work'))
  expect(await sender.kill('SIGTERM')).toBe(0)
  expect(await db.selectFrom('instances').selectAll().execute()).toEqual([])
  await drop()
})

test('a server that goes while its sender is still beginning takes the sender with it', async () => {
  const { url, drop } = await freshDb('sqlite')
  const child = fork(MAIN, { env: { ...process.env, ...QUIET, DATABASE_URL: url }, silent: true })
  child.disconnect()
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  await drop()
})

test('an instance with our own process number is one that died before us', () => {
  expect(isAlive(process.pid)).toBe(false)
  expect(isAlive(process.ppid)).toBe(true)
  expect(isAlive(4_000_000)).toBe(false)
})

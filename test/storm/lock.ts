// Keeps the ledger locked: `node test/storm/lock.ts <engine> <url> <ms>`.
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import pg from 'pg'

const [engine, url = '', ms] = process.argv.slice(2)

if (engine === 'sqlite') {
  const file = new Sqlite(url, { timeout: 10_000 })
  file.exec('begin exclusive')
  await pause(Number(ms))
  file.exec('rollback')
} else {
  const client = new pg.Client(url)
  await client.connect()
  await client.query('begin')
  await client.query('lock table deliveries in access exclusive mode')
  await pause(Number(ms))
  await client.query('rollback')
  await client.end()
}

import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { aPage, aSubscriber } from '#test/support/makers.ts'
import { startSite } from '#test/support/site.ts'

async function world() {
  const site = await startSite()
  const other = new Sqlite(site.databaseUrl)
  onTestFinished(async () => {
    other.close()
    await site.stop()
  })
  await aPage(site.db)
  const id = await aSubscriber(site.db)
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  const leave = () => fetch(`${site.url}/u/${subscriptionToken(id, 1)}`, { method: 'POST', body })
  const hasLeft = async () => (await findSubscriber(site.db, id))?.endedAt !== null
  return { site, other, leave, hasLeft }
}

test('one click into a file that another program holds waits for it, and holds when it said 200', async () => {
  const { site, other, leave, hasLeft } = await world()
  other.exec('begin exclusive')
  const leaving = leave()
  // Pages go on meanwhile; by then the click has come, too.
  for (let i = 0; i < 5; i++) expect((await fetch(`${site.url}/healthz`)).status).toBeLessThan(500)
  other.exec('commit')
  expect((await leaving).status).toBe(200)
  expect(await hasLeft()).toBe(true)
})

test('where the file stays locked it is told 503, nothing is half done, and the next click counts', async () => {
  const { other, leave, hasLeft } = await world()
  other.exec('begin exclusive')
  const refused = await leave()
  other.exec('commit')
  expect(refused.status).toBe(503)
  expect(await hasLeft()).toBe(false)
  expect((await leave()).status).toBe(200)
  expect(await hasLeft()).toBe(true)
}, 60_000)

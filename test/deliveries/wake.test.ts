import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { adopt, HomeFault, judgeHome, leaveHome, moveIn, refuseCopy } from '#db/home.ts'
import { type Db, openDb } from '#db/open.ts'
import { listAlerts } from '#db/queries/alerts.ts'
import { findAnnouncement, updateAnnouncement } from '#db/queries/announcements.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { resumeAnnouncement } from '#src/deliveries/pause.ts'
import { presence } from '#src/deliveries/presence.ts'
import { watchRates } from '#src/deliveries/rates.ts'
import { expireAccountMail, noteAlive, wake } from '#src/deliveries/wake.ts'
import { publish } from '#src/posts/publish.ts'
import { freshDb, onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

async function world(db: Db) {
  await aPage(db)
  await aSubscriber(db)
  const author = await anAuthor(db)
  let forms = 0
  const announce = async (now: number) =>
    (await publish(db, anIncident(), { author, now, formKey: `form ${++forms}` })).announcementId ?? 0
  const carrier = scriptedCarrier()
  async function send(now: number): Promise<number> {
    while (await fanOut(db, now));
    const { work, stop } = deliverer({ db, carrier, owner: 'us', now: () => now })
    await work()
    await stop()
    return carrier.notices.length
  }
  return { announce, send, author }
}

const reasonOf = async (db: Db, id: number) => (await findAnnouncement(db, id))?.pause_reason

onBothEngines('a sender that was out of reach of its database', (open) => {
  test('asks staff about what is old before anything leaves, whoever of it notices first', async () => {
    const { db } = await open()
    const { announce } = await world(db)
    let [wall, clock] = [NOON, 0]
    const held: number[][] = []
    const here = presence(db, { now: () => wall, elapsed: () => clock, onHeld: (ids) => held.push(ids) })
    const old = await announce(NOON)
    await here.note()
    ;[wall, clock] = [NOON + 15 * MINUTE, 15 * MINUTE]
    await here.check()
    expect(held, 'not long enough').toEqual([])
    ;[wall, clock] = [NOON + 16 * MINUTE, 16 * MINUTE]
    await Promise.all([here.check(), here.check(), here.note()])
    expect(held).toEqual([[old]])
    expect(await reasonOf(db, old)).toBe('stale')
    const fresh = await announce(wall)
    await here.check()
    expect(held).toHaveLength(1)
    expect(await reasonOf(db, fresh)).toBeNull()
  })

  test('takes neither a step of the wall clock for an absence, nor its own where another sender was there', async () => {
    const { db } = await open()
    const { announce } = await world(db)
    let [wall, clock] = [NOON, 0]
    const held: number[][] = []
    const here = presence(db, { now: () => wall, elapsed: () => clock, onHeld: (ids) => held.push(ids) })
    await announce(NOON)
    await here.note()
    wall = NOON + HOUR
    await here.check()
    ;[wall, clock] = [NOON + 20 * MINUTE, 20 * MINUTE]
    await noteAlive(db, NOON + 19 * MINUTE)
    await here.check()
    expect(held).toEqual([])
  })
})

onBothEngines('a sender that wakes', (open) => {
  test('after a restart goes on at once', async () => {
    const { db } = await open()
    const { announce, send } = await world(db)
    await announce(NOON)
    await noteAlive(db, NOON)
    expect(await wake(db, NOON + 14 * MINUTE)).toEqual([])
    expect(await listAlerts(db, NOON + HOUR)).toEqual([])
    expect(await send(NOON + 14 * MINUTE)).toBe(1)
  })

  test('after an absence asks staff about what ran before it, and sends what was published meanwhile', async () => {
    const { db } = await open()
    const { announce, send, author } = await world(db)
    const old = await announce(NOON)
    await noteAlive(db, NOON)
    const fresh = await announce(NOON + 15 * MINUTE)
    const now = NOON + 16 * MINUTE
    expect(await wake(db, now)).toEqual([old])
    expect(await reasonOf(db, old)).toBe('stale')
    expect(await reasonOf(db, fresh)).toBe(null)
    expect(await send(now)).toBe(1)
    expect(await listAlerts(db, now)).toMatchObject([
      { kind: 'aside', text: expect.stringContaining('for a while') },
    ])
    await watchRates(db, now)
    expect(await listAlerts(db, now)).toHaveLength(1)
    await resumeAnnouncement(db, old, { staff: { id: author.id, name: 'Ana' }, now })
    await watchRates(db, now)
    expect(await listAlerts(db, now)).toEqual([])
    expect(await wake(db, now + MINUTE)).toEqual([])
    expect(await send(now + MINUTE)).toBe(2)
  })

  test('after a restore sends nothing that ran, however young', async () => {
    const { db } = await open()
    const { announce, send } = await world(db)
    const id = await announce(NOON)
    await noteAlive(db, NOON)
    await adopt(db, NOON)
    expect(await wake(db, NOON + 1)).toEqual([id])
    expect(await reasonOf(db, id)).toBe('restored')
    expect(await listAlerts(db, NOON + 1)).toMatchObject([{ text: expect.stringContaining('from a copy') }])
    expect(await send(NOON + MINUTE)).toBe(0)
    const next = await announce(NOON + MINUTE)
    expect(await wake(db, NOON + 2 * MINUTE)).toEqual([])
    expect(await reasonOf(db, next)).toBe(null)
  })

  test('never tells by itself what is more than an hour old, even if a sender lived all the time', async () => {
    const { db } = await open()
    const { announce, send } = await world(db)
    const id = await announce(NOON)
    await noteAlive(db, NOON + HOUR)
    expect(await wake(db, NOON + HOUR)).toEqual([])
    expect(await wake(db, NOON + HOUR + 1)).toEqual([id])
    expect(await send(NOON + HOUR + 1)).toBe(0)
    expect(await wake(db, NOON + 2 * HOUR)).toEqual([])
  })

  test('on a clock that was set back pauses nothing', async () => {
    const { db } = await open()
    const { announce, send } = await world(db)
    await announce(NOON)
    await noteAlive(db, NOON)
    expect(await wake(db, NOON - HOUR)).toEqual([])
    expect(await send(NOON + 1)).toBe(1)
  })

  test('sends no account mail whose link or code opens nothing any more', async () => {
    const { db } = await open()
    const made = {
      kind: null,
      post_id: null,
      update_id: null,
      created_by: null,
      created_at: NOON,
      hold_until: NOON,
    }
    for (const occasion of ['code', 'alert', 'invite', 'confirm']) {
      const { id } = await db
        .insertInto('announcements')
        .values({
          ...made,
          key: occasion,
          occasion,
          priority: 0,
          channels: '["email"]',
          letter: '{}',
          expanded_at: NOON,
          audience_max_id: 0,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db
        .insertInto('deliveries')
        .values({
          announcement_id: Number(id),
          subscriber_id: 0,
          channel: 'email',
          state: 'pending',
          attempts: 0,
          due_at: NOON,
        })
        .execute()
    }
    const waiting = async () =>
      (await db.selectFrom('deliveries').select('state').orderBy('announcement_id').execute()).map(
        (row) => row.state,
      )
    await expireAccountMail(db, NOON + 10 * MINUTE - 1)
    expect(await waiting()).toEqual(['pending', 'pending', 'pending', 'pending'])
    await expireAccountMail(db, NOON + 10 * MINUTE)
    expect(await waiting()).toEqual(['expired', 'pending', 'pending', 'pending'])
    await expireAccountMail(db, NOON + HOUR)
    expect(await waiting()).toEqual(['expired', 'expired', 'pending', 'pending'])
    await expireAccountMail(db, NOON + 72 * HOUR)
    expect(await waiting()).toEqual(['expired', 'expired', 'expired', 'pending'])
    await expireAccountMail(db, NOON + 7 * 24 * HOUR)
    expect(await waiting()).toEqual(['expired', 'expired', 'expired', 'expired'])
  })
})

test('where a database is at home', () => {
  const home = { body: '1', path: '/data/candor.db', host: 'a', boot: 'x', left: false }
  expect(judgeHome(undefined, home)).toBe('home')
  expect(judgeHome(home, home)).toBe('home')
  // A container that began anew has another name, its machine the same start; moved folders keep their file.
  expect(judgeHome(home, { ...home, host: 'b' })).toBe('home')
  expect(judgeHome(home, { ...home, boot: 'y' })).toBe('home')
  expect(judgeHome(home, { ...home, path: '/srv/candor.db' })).toBe('home')
  // The same volume on another machine: carried there in good order, or the image of one that ran.
  expect(judgeHome({ ...home, left: true }, { ...home, host: 'b', boot: 'y' })).toBe('home')
  expect(judgeHome(home, { ...home, host: 'b', boot: 'y' })).toBe('back')
  // Another file: in its place, beside it, elsewhere.
  expect(judgeHome(home, { ...home, body: '2' })).toBe('back')
  expect(judgeHome(home, { ...home, body: '2', path: '/tmp/copy.db' })).toBe('copy')
  expect(judgeHome({ ...home, left: true }, { ...home, body: '2', host: 'b', boot: 'y' })).toBe('copy')
  // A server: any machine may use it; another database holds what was restored.
  const server = { ...home, path: '' }
  expect(judgeHome(server, { ...server, host: 'b', boot: 'y' })).toBe('home')
  expect(judgeHome(server, { ...server, body: '2' })).toBe('back')
})

test('a sender on a copy of an SQLite file is refused in a sentence, until somebody says that it is the one', async () => {
  const { db, url, drop } = await freshDb('sqlite')
  const folder = mkdtempSync(join(tmpdir(), 'candor-copied-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await moveIn(db, NOON)
  await refuseCopy(db)
  await moveIn(db, NOON)
  await leaveHome(db, NOON)
  await db.destroy()
  cpSync(url, join(folder, 'candor.db'))
  const copy = openDb(join(folder, 'candor.db'))
  await expect(refuseCopy(copy)).rejects.toThrow(/npm run restore -- --adopt/)
  await expect(moveIn(copy, NOON)).rejects.toThrow(HomeFault)
  await adopt(copy, NOON)
  await refuseCopy(copy)
  await moveIn(copy, NOON)
  await moveIn(copy, NOON)
  await copy.destroy()
  await drop()
})

test('a file that was put in the place of another wakes up as one that was restored', async () => {
  const { db, url, drop } = await freshDb('sqlite')
  const { announce } = await world(db)
  const id = await announce(NOON)
  await moveIn(db, NOON)
  await db.destroy()
  cpSync(url, `${url}.saved`)
  rmSync(url)
  cpSync(`${url}.saved`, url)
  const back = openDb(url)
  await moveIn(back, NOON)
  expect(await wake(back, NOON)).toEqual([id])
  await updateAnnouncement(back, id, { paused_at: null, pause_reason: null })
  await moveIn(back, NOON)
  expect(await wake(back, NOON)).toEqual([])
  await back.destroy()
  await drop()
})

import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { touch } from '#db/queries/changes.ts'
import { updatePage } from '#db/queries/page.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { onBothEngines } from '#test/support/db.ts'
import { sendForm, signInCookie } from '#test/support/forms.ts'
import { anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const read = async (url: string) => {
  const answer = await fetch(url)
  return { status: answer.status, text: await answer.text(), tag: answer.headers.get('etag') }
}

onBothEngines('several servers of one page', (open) => {
  let world: Awaited<ReturnType<typeof makeWorld>>
  beforeAll(async () => {
    world = await makeWorld()
  })
  afterAll(() => Promise.all(world.sites.map((site) => site.stop())))

  async function makeWorld() {
    const { db, url } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const say = (title: string) =>
      publish(db, anIncident({ title, channels: [] }), { author, now: Date.now(), formKey: title })
    const [first, second] = [await say('First'), await say('Second')]
    const sites = [await startSite({ databaseUrl: url }), await startSite({ databaseUrl: url })] as const
    return { db, author, first, second, sites }
  }

  test('a change made anywhere is soon seen everywhere, and drops exactly what it touches', async () => {
    const { db, author, first, second, sites } = world
    const at = sites.map(({ url }) => ({
      first: `${url}/incidents/${first.postId}`,
      second: `${url}/incidents/${second.postId}`,
    }))
    const kept = await Promise.all(at.map((pages) => read(pages.second)))
    for (const pages of at) await read(pages.first)
    await revise(db, first.updateId, 'In entirely other words.', { author, now: Date.now() })
    // Not by the way of the pages: what hangs on the other post alone would now be another page.
    await updatePage(db, { name: 'Renamed without a word' })
    for (const pages of at)
      await until(async () => (await read(pages.first)).text.includes('In entirely other words.'))
    expect(await Promise.all(at.map((pages) => read(pages.second)))).toEqual(kept)
    await touch(db, ['page'], Date.now())
    for (const pages of at)
      await until(async () => (await read(pages.second)).text.includes('Renamed without a word'))
  })

  test('whoever published sees it on the page at once, each time, while others read', async () => {
    const { db, first, sites } = world
    const [site] = sites
    const { email } = await aMember(db, 'editor')
    const cookie = await signInCookie(site.url, email, PASSWORD)
    let reading = true
    const readers = Array.from({ length: 8 }, async () => {
      while (reading) await read(`${site.url}/`)
    })
    const page = `/admin/posts/${first.postId}`
    for (let i = 1; i <= 8; i++) {
      const body = `Said for the ${i}th time.`
      const fields = { post: first.postId, update: first.updateId, text: body }
      const answer = await sendForm(site.url, page, 'posts.revise', fields, cookie)
      expect(answer.status).toBeLessThan(400)
      expect((await read(`${site.url}/`)).text).toContain(body)
      expect((await read(`${site.url}/incidents/${first.postId}`)).text).toContain(body)
    }
    reading = false
    await Promise.all(readers)
  })

  test('a gap in what is known of the changes, or a number that goes back, drops everything', async () => {
    const { db, second, sites } = world
    const urls = sites.map(({ url }) => `${url}/incidents/${second.postId}`)
    for (const url of urls) await read(url)
    await updatePage(db, { name: 'Restored', generation: 1 })
    for (const url of urls) await until(async () => (await read(url)).text.includes('Restored'))
    await updatePage(db, { name: 'Leapt', generation: 50 })
    for (const url of urls) await until(async () => (await read(url)).text.includes('Leapt'))
  })

  test('a stream in one server tells what another one published', async () => {
    const { db, first, author, sites } = world
    const answer = await fetch(`${sites[1].url}/live`)
    let heard = ''
    const reading = (async () => {
      for await (const part of answer.body as ReadableStream<Uint8Array>) heard += Buffer.from(part)
    })().catch(() => {})
    await revise(db, first.updateId, 'Other words.', { author, now: Date.now() })
    await until(() => heard.includes(`post:${first.postId}`), 'the news')
    expect(/^id: (\d+)\ndata/m.exec(heard)?.[1]).toBeDefined()
    const exit = once(sites[1].process, 'exit')
    sites[1].process.kill('SIGTERM')
    await reading
    expect(await exit).toEqual([0, null])
  })
})

test('with the database file moved away while it runs the page answers 200, whatever was asked before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-moved-'))
  const databaseUrl = join(folder, 'candor.db')
  const site = await startSite({ databaseUrl })
  await aPage(site.db)
  const author = await anAuthor(site.db)
  const by = { author, now: Date.now(), formKey: 'one' }
  const { postId } = await publish(site.db, anIncident({ title: 'Mail is late', channels: [] }), by)
  await site.caughtUp()
  const paths = ['/', '/history', `/incidents/${postId}`]
  for (const path of paths) expect((await read(site.url + path)).status).toBe(200)
  for (const end of ['', '-wal', '-shm']) renameSync(databaseUrl + end, `${databaseUrl}.gone${end}`)
  for (let i = 0; i < 3; i++)
    for (const path of paths) {
      const { status, text } = await read(site.url + path)
      expect(status).toBe(200)
      expect(text).toContain(path === '/history' ? 'History' : 'Mail is late')
    }
  await site.stop()
  rmSync(folder, { recursive: true })
})

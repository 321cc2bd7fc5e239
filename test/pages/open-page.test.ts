import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generationNow } from '#db/queries/changes.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { browser } from '#test/support/browser.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

let site: Site
let chromium: Browser
let author: Awaited<ReturnType<typeof anAuthor>>
let postId = ''
let count = 0

/** A stream in the hand of the test: what the server would say is said by `tell`. */
const STREAM = `
  window.streams = []
  window.EventSource = class extends EventTarget {
    static CONNECTING = 0
    static OPEN = 1
    static CLOSED = 2
    readyState = 1
    constructor(url) { super(); this.url = url; streams.push(this) }
    close() { this.readyState = 2 }
  }
  window.tell = (touches, lastEventId = '') => streams.at(-1).dispatchEvent(
    new MessageEvent('changed', { data: JSON.stringify({ touches }), lastEventId }))`

beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
  author = await anAuthor(site.db)
  for (let n = 0; n < 12; n += 1) await aComponent(site.db, `Part ${n}`)
  const startedAt = Date.now() - 3_600_000
  const draft = anIncident({ title: 'Mail is late', body: 'We look into it.', channels: [], startedAt })
  const by = { author, now: Date.now() - 1_800_000, formKey: 'first' }
  postId = (await publish(site.db, draft, by)).postId
  await say('We know why it is late.')
  chromium = await browser()
})

afterAll(async () => {
  await chromium?.close()
  await site?.stop()
})

async function say(body: string): Promise<void> {
  const entry = { state: 'identified' as const, body, statuses: {}, nextUpdateBy: null, channels: [] }
  count += 1
  await update(site.db, postId, entry, { author, now: Date.now(), formKey: `say ${count}` })
}

async function openPage(path = '/', timezoneId = 'Europe/Lisbon'): Promise<Page> {
  const page = await chromium.newPage({
    baseURL: site.url,
    timezoneId,
    viewport: { width: 390, height: 400 },
  })
  await page.addInitScript(STREAM)
  await page.goto(path)
  await page.waitForFunction('window.streams.length > 0')
  return page
}

const shows = (page: Page, words: string) => until(async () => (await page.content()).includes(words))

test('an open page says what has been said since, keeps what was unfolded and focused, and says politely that it changed', async () => {
  const page = await openPage()
  await page.click('.open-post .earlier summary')
  await page.focus('.open-post .title a')
  await say('A new pipe is being laid.')
  await page.evaluate(`tell(['posts', 'post:${postId}'])`)
  await shows(page, 'A new pipe is being laid.')
  expect(await page.locator('.open-post .earlier').getAttribute('open')).not.toBeNull()
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Mail is late')
  await until(async () =>
    (await page.locator('[role=status].unseen').textContent())?.includes('Mail is late'),
  )
  expect(await page.locator('[data-changed]').count()).toBeGreaterThan(0)
  // What it had said before stands there once.
  expect(await page.locator('text=We know why it is late.').count()).toBe(1)
  await page.close()
})

test('from the server itself: what is published stands on an open page without a reload', async () => {
  const page = await chromium.newPage({ baseURL: site.url })
  const heard = page.waitForResponse(
    (answer) => answer.url().endsWith('/live') || answer.url().includes('/live?'),
  )
  await page.goto('/')
  await page.evaluate('window.sameWindow = true')
  await heard
  await say('The queue has been emptied by hand.')
  await shows(page, 'The queue has been emptied by hand.')
  expect(await page.evaluate('window.sameWindow')).toBe(true)
  await page.close()
})

test('whoever reads further down stays where they are', async () => {
  const page = await openPage()
  await page.evaluate("document.querySelector('#components').scrollIntoView()")
  const top = () => page.locator('#components').evaluate((one) => one.getBoundingClientRect().top)
  const before = await top()
  await say(`It takes longer. ${'Every pipe has to be looked at. '.repeat(20)}`)
  await page.evaluate(`tell(['posts'])`)
  await shows(page, 'It takes longer.')
  expect(Math.abs((await top()) - before)).toBeLessThan(2)
  await page.close()
})

test('what touches something else is not asked for, what touches everything is', async () => {
  const page = await openPage(`/incidents/${postId}`)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.evaluate(`tell(['posts', 'post:somethingelse'])`)
  await page.evaluate(`tell(['page'])`)
  await until(async () => asked.length > 0)
  expect(asked).toEqual([`${site.url}/incidents/${postId}`])
  await page.close()
})

test('a stream is asked for what came after the page was drawn', async () => {
  const page = await openPage()
  const drawn = await page.locator('main').getAttribute('data-generation')
  expect(Number(drawn)).toBeGreaterThan(0)
  expect(await page.evaluate('streams[0].url')).toBe(`/live?after=${drawn}`)
  await page.close()
})

test('a copy from before what was told, as a cache in front still has it, is not believed; nor does a broken stream put it off', async () => {
  const page = await openPage()
  const old = await (await page.request.get('/')).text()
  await say('The last pipe is in its place.')
  await site.caughtUp()
  let asked = 0
  await page.route('/', async (route) => {
    asked += 1
    await (asked === 1 ? route.fulfill({ body: old, contentType: 'text/html' }) : route.continue())
  })
  await page.clock.install()
  await page.evaluate(`tell(['posts'], '${await generationNow(site.db)}')`)
  await page.evaluate('streams.at(-1).onerror()')
  await page.clock.runFor(1000)
  await until(async () => asked === 1)
  await until(async () => {
    await page.clock.runFor(1000)
    return asked === 2
  })
  await shows(page, 'The last pipe is in its place.')
  await page.close()
})

test('each time the clock changes the page it is looked at, not only the first', async () => {
  const page = await openPage()
  const html = await (await page.request.get('/')).text()
  let asked = 0
  let now = Date.now()
  await page.route('/', async (route) => {
    asked += 1
    await route.fulfill({
      body: html.replace(/data-until="\d+"/, `data-until="${now + 60_000}"`),
      contentType: 'text/html',
    })
  })
  await page.clock.install({ time: now })
  await page.reload()
  await page.waitForFunction('window.streams.length > 0')
  asked = 0
  for (const time of [1, 2, 3]) {
    now += 63_000
    await page.clock.runFor(63_000)
    await until(async () => asked === time)
    await until(async () => (await page.locator('main').getAttribute('data-until')) === String(now + 60_000))
  }
  await page.close()
})

test('without a stream the page asks by itself, and in a tab that nobody sees it does not', async () => {
  const page = await openPage()
  await page.clock.install()
  await page.reload()
  await page.waitForFunction('window.streams.length > 0')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.evaluate('streams[0].close(), streams[0].onerror()')
  await page.clock.runFor(80_000)
  await until(async () => asked.length === 1)
  await until(async () => (await page.evaluate<number>('streams.length')) > 1)
  await page.evaluate(`
    Object.defineProperty(document, 'hidden', { value: true, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))`)
  expect(await page.evaluate('streams.at(-1).readyState')).toBe(2)
  await page.clock.runFor(600_000)
  expect(asked).toHaveLength(1)
  await page.evaluate(`
    Object.defineProperty(document, 'hidden', { value: false })
    document.dispatchEvent(new Event('visibilitychange'))`)
  await page.clock.runFor(1000)
  await until(async () => asked.length === 2)
  await page.close()
})

test('the clock of the reader stands beside that of the page only where it shows something else', async () => {
  const there = await openPage('/', 'Asia/Tokyo')
  const words = await there.locator('.open-post .update time').first().textContent()
  expect(words).toMatch(/^\D*\d.*, (?:\w{3} )?\d{1,2}:\d\d for you$/)
  const here = await openPage('/', 'Europe/Lisbon')
  expect(await here.locator('.local').count()).toBe(0)
  await Promise.all([there.close(), here.close()])
})

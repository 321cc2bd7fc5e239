import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { browser } from '#test/support/browser.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'

let site: Site
let chromium: Browser
let other: Server
let elsewhere: string
/** What the page of somebody else holds next. */
let body = ''

beforeAll(async () => {
  site = await startSite()
  await aPage(site.db, { name: 'Maré' })
  chromium = await browser()
  other = createServer((req, res) => {
    if (req.url !== '/') return void res.writeHead(404).end()
    // As strict as a page can be that wants this script at all.
    res.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src ${site.url}; connect-src ${site.url}`,
    )
    res.setHeader('content-type', 'text/html')
    res.end(`<!doctype html><title>Shop</title><h1>Shop</h1>${body}`)
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
})
afterAll(async () => {
  await chromium?.close()
  other?.close()
  await site?.stop()
})

const script = (attributes = '') =>
  `<p>Before</p><script src="${site.url}/embed.js" ${attributes}></script><p>After</p>`

/** Opens the foreign page and waits until the script has asked. */
async function visit(html: string, page?: Page) {
  body = html
  const opened = page ?? (await (await chromium.newContext()).newPage())
  const complaints: string[] = []
  opened.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  const asked = opened.waitForResponse(`${site.url}/embed.json`)
  await opened.goto(elsewhere)
  await (await asked).finished()
  return { page: opened, box: opened.getByRole('status'), complaints }
}

async function anOutage() {
  const author = await anAuthor(site.db)
  const shop = await aComponent(site.db, 'Shop')
  const draft = anIncident({
    title: 'The shop <b>is</b> away',
    impact: 'critical',
    statuses: { [shop]: 'major_outage' },
    componentIds: [shop],
    channels: [],
  })
  const { postId } = await publish(site.db, draft, { author, now: Date.now(), formKey: 'outage' })
  await site.caughtUp()
  return {
    shop,
    path: `/incidents/${postId}`,
    end: () =>
      update(
        site.db,
        postId,
        { state: 'resolved', body: 'Over.', statuses: {}, nextUpdateBy: null, channels: [] },
        { author, now: Date.now(), formKey: 'over' },
      ),
  }
}

test('the script is smaller than 2 kB on the wire, and knows no other address than ours', async () => {
  const answer = await fetch(`${site.url}/embed.js`)
  const text = await answer.text()
  expect(gzipSync(text).length).toBeLessThan(2_000)
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(text).not.toMatch(/https?:|cookie|localStorage|innerHTML/)
  expect(await (await fetch(`${site.url}/embed/script.js`)).text()).toBe(text)
})

describe('on a page of somebody else, under a strict policy', () => {
  test('when all is well it shows nothing, unless it stands in the text', async () => {
    const quiet = await visit(script())
    expect(await quiet.box.count()).toBe(0)
    expect(quiet.complaints).toEqual([])
    const { page, box } = await visit(script('data-inline'), quiet.page)
    await box.getByText('Everything is working.').waitFor()
    const order = await page.evaluate(
      () => document.querySelector('script[src]')?.nextElementSibling?.tagName,
    )
    expect(order).toBe('DIV')
    await page.context().close()
  })

  test('it says what is wrong, leads to the post, can be closed by keyboard, and speaks again when there is news', async () => {
    const { shop, path, end } = await anOutage()
    const { page, box, complaints } = await visit(
      script('data-position="top-left" data-background="rgb(1, 2, 3)"'),
    )
    await box.getByText('The shop <b>is</b> away').waitFor()
    expect(await box.getByText('Major outage').count()).toBe(1)
    expect(await box.getByRole('link').getAttribute('href')).toBe(site.url + path)
    expect(await box.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(1, 2, 3)')
    expect(await box.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(40)
    await box.getByRole('button', { name: 'Close' }).focus()
    await page.keyboard.press('Enter')
    expect(await box.count()).toBe(0)
    await visit(script(), page)
    expect(await box.count()).toBe(0)
    expect(await page.context().cookies()).toEqual([])
    expect(complaints).toEqual([])
    const author = await anAuthor(site.db)
    const more = anIncident({ title: 'Mail is late', channels: [] })
    await publish(site.db, more, { author, now: Date.now(), formKey: 'more' })
    await site.caughtUp()
    await visit(script(), page)
    await box.getByText('We are on both.').waitFor()
    await page.context().close()
    const badge = async (query = '') => (await fetch(`${site.url}/badge.svg${query}`)).text()
    expect(await badge()).toContain('<title>Maré: Major outage</title>')
    expect(await badge(`?component=${shop}`)).toContain('<title>Shop: Major outage</title>')
    await end()
    await site.caughtUp()
    expect(await badge(`?component=${shop}`)).toContain('<title>Shop: Operational</title>')
  })

  test('it says nothing when our page cannot be read', async () => {
    const page = await (await chromium.newContext()).newPage()
    await page.route('**/embed.json', (route) => route.abort())
    body = script()
    await page.goto(elsewhere)
    expect(await page.getByRole('status').count()).toBe(0)
    await page.context().close()
  })
})

test('a badge opened by itself keeps to its policy, in every look; looks and components that are none are not found', async () => {
  const page = await (await chromium.newContext()).newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  for (const path of ['/badge.svg', '/badge/light.svg', '/badge/dark.svg']) {
    const answer = await page.goto(site.url + path)
    expect(answer?.headers()['content-type']).toBe('image/svg+xml; charset=utf-8')
  }
  expect(complaints).toEqual([])
  for (const path of ['/badge/pink.svg', '/badge.svg?component=nothing'])
    expect((await fetch(site.url + path)).status).toBe(404)
  await page.context().close()
})

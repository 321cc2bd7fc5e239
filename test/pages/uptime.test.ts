import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { touch } from '#db/queries/changes.ts'
import { insertGroup } from '#db/queries/status.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { browser } from '#test/support/browser.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const now = Date.now()

let site: Site
let chromium: Browser
let api: string
let postId: string

beforeAll(async () => {
  site = await startSite()
  chromium = await browser()
  await aPage(site.db, { time_zone: 'UTC' })
  const author = await anAuthor(site.db)
  api = await aComponent(site.db, 'API', { created_at: now - 400 * DAY })
  await aComponent(site.db, 'Shop', { created_at: now - 3 * DAY })
  // Noon, so that no midnight comes between.
  const at = Math.floor((now - 5 * DAY) / DAY) * DAY + 12 * HOUR
  const statuses = { [api]: 'major_outage' } as const
  const entry = { body: 'Over.', nextUpdateBy: null, channels: [], statuses: {} }
  const draft = anIncident({ statuses, componentIds: [api], channels: [] })
  postId = (await publish(site.db, draft, { author, now: at, formKey: 'one' })).postId
  await update(site.db, postId, { ...entry, state: 'resolved' }, { author, now: at + HOUR, formKey: 'two' })
})

afterAll(async () => {
  await chromium?.close()
  await site?.stop()
})

const html = async (path: string) => (await fetch(site.url + path)).text()

describe('the bars of the front page', () => {
  async function visit(width = 1280): Promise<Page> {
    const page = await chromium.newPage({ baseURL: site.url, viewport: { width, height: 800 } })
    await page.goto('/')
    return page
  }
  const cursor = (page: Page) => page.getByRole('slider', { name: 'API, day by day' })
  const said = (page: Page) => cursor(page).getAttribute('aria-valuetext')

  test('draw quiet days as one path and each day with trouble as a link to its story', async () => {
    const page = await visit()
    const bar = page.locator('day-bar[data-name=API]')
    expect(await bar.locator('path').count()).toBe(2)
    const day = new Date(now - 5 * DAY).toISOString().slice(0, 10)
    expect(await bar.locator('a').getAttribute('href')).toBe(`/history/${day.slice(0, 7)}#d-${day}`)
    await page.goto((await bar.locator('a').getAttribute('href')) ?? '')
    expect(await page.locator(`#d-${day}`).textContent()).toContain('Email arrives late')
    await page.close()
  })

  test('are one stop of the tab key whose days arrows walk through and read out', async () => {
    const page = await visit()
    await cursor(page).focus()
    expect(await said(page)).toMatch(/: no trouble$/)
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowLeft')
    expect(await said(page)).toMatch(/: Major outage 1 h$/)
    await page.keyboard.press('Home')
    expect(await cursor(page).getAttribute('aria-valuenow')).toBe('0')
    await page.keyboard.press('End')
    expect(await cursor(page).getAttribute('aria-valuenow')).toBe('89')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toContain('uptime of API')
    await page.close()
  })

  test('open the story of a day by Enter', async () => {
    const page = await visit()
    await cursor(page).focus()
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/history\//)
    await page.close()
  })

  test('show thirty days on a phone and walk through no others', async () => {
    const page = await visit(360)
    await cursor(page).focus()
    await page.keyboard.press('Home')
    expect(await cursor(page).getAttribute('aria-valuenow')).toBe('60')
    const drawn = await page.evaluate(`(() => {
      const bar = document.querySelector('day-bar').getBoundingClientRect()
      const svg = document.querySelector('day-bar svg').getBoundingClientRect()
      return [Math.round(svg.width / bar.width), Math.round(svg.right - bar.right)]
    })()`)
    expect(drawn).toEqual([3, 0])
    await page.close()
  })
})

describe('uptime in words', () => {
  test('stands for every component, with the formula', async () => {
    const page = await html('/uptime')
    expect(page).toContain('one of partial outage counts 30 %')
    expect(page).toMatch(/API<\/a>.*trouble on one day.*99\.9\d %/s)
    expect(page).toMatch(/Shop<\/a>.*no trouble.*100 %/s)
  })

  test('stands day by day as a calendar, with the way to each story', async () => {
    const page = await html(`/uptime?component=${api}`)
    expect(page).toContain('Major outage 1 h.')
    expect(page.match(/<table/g)?.length).toBe(3)
    const early = await html(`/uptime?component=${api}&page=7`)
    expect(early).toContain('Nothing is known of this month.')
    expect(await html(`/uptime?component=${api}&page=6`)).not.toContain('>Earlier<')
  })

  test('takes any nonsense for no question', async () => {
    for (const query of ['?component=none', `?component=${api}&page=0`, '?page=-1', '?component[]=%00'])
      expect((await fetch(`${site.url}/uptime${query}`)).status).toBe(200)
  })
})

test('hundreds of components stay folded in groups, count what is wrong inside and stay small', async () => {
  const group = {
    created_at: now,
    archived_at: null,
    source: null,
    source_id: null,
    description: null,
    updated_at: null,
  }
  await insertGroup(site.db, { ...group, id: 'cities', name: 'Cities', position: 1 })
  for (let i = 0; i < 300; i += 1)
    await aComponent(site.db, `City ${i}`, {
      ...{ group_id: 'cities', position: i, created_at: now - 100 * DAY },
      status: i === 7 ? 'partial_outage' : 'operational',
    })
  await touch(site.db, ['page'], now)
  await until(async () => (await html('/')).includes('Cities'))
  const page = await chromium.newPage({ baseURL: site.url, viewport: { width: 360, height: 700 } })
  await page.goto('/')
  const main = page.locator('main')
  expect(await main.getByText('1 of 300').isVisible()).toBe(true)
  expect(await main.getByText('City 7', { exact: true }).isVisible()).toBe(true)
  expect(await main.getByText('City 8', { exact: true }).isVisible()).toBe(false)
  expect(await page.locator('day-bar').count()).toBe(1)
  await page.close()
})

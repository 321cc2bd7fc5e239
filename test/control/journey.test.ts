import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browser } from '#test/support/browser.ts'
import { type MailCatcher, startMailCatcher } from '#test/support/mail-catcher.ts'
import { aCrowd, aPage } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const PEOPLE = 2_000
const isFull = (address: string) => Number(/\d+/.exec(address)?.[0]) % 100 === 0

let mails: MailCatcher
let site: Site
let chromium: Browser
let mended = false

beforeAll(async () => {
  mails = await startMailCatcher({
    behave: ({ stage, to }) =>
      stage === 'rcpt' && !mended && isFull(to)
        ? { code: 552, text: '5.2.2 Mailbox full, quota exceeded' }
        : undefined,
  })
  const env = { SMTP_URL: mails.url, MAIL_FROM: 'news@acme.test', SMTP_RATE: '150' }
  site = await startSite({ sender: true, env })
  await aPage(site.db)
  await aMember(site.db, 'editor', 'Ana Reis', 'ana@acme.test')
  await aCrowd(site.db, PEOPLE)
  chromium = await browser()
}, 180_000)

afterAll(async () => {
  await chromium?.close()
  await site?.stop()
  await mails?.stop()
})

async function onAPhone(): Promise<Page> {
  const context = await chromium.newContext({
    baseURL: site.url,
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto('/admin/login')
  await page.fill('[name=email]', 'ana@acme.test')
  await page.fill('[name=password]', PASSWORD)
  await page.click('main button')
  await page.waitForURL('**/admin')
  return page
}

const numberIn = async (page: Page, place: string) =>
  Number((await page.locator(`#counters [data-live=${place}]`).textContent())?.replaceAll(',', ''))

const inState = async (state: string) => {
  const rows = await site.db
    .selectFrom('deliveries')
    .select('subscriber_id')
    .where('state', '=', state)
    .execute()
  return rows.length
}

test('two thousand are told: watched, held, let go on, the failures read and tried again, on a phone', async () => {
  const page = await onAPhone()
  await page.goto('/admin/posts/new?kind=incident')
  await page.fill('[name=title]', 'Mail is late')
  await page.fill('[name=body]', 'We look into it.')
  await page.click('[data-publish]')
  await page.waitForURL('**/admin/deliveries/*')

  // The numbers grow without a reload, and the page is never wider than the phone.
  const marked = await page.evaluate(() => Object.assign(window, { same: true }) && true)
  expect(marked).toBe(true)
  await until(async () => (await numberIn(page, 'told')) > 200, 'numbers that grow')
  expect(await page.textContent('[data-connection]')).toContain('change by themselves')
  await page.waitForFunction(() =>
    / left at \d+/.test(document.querySelector('[data-live=pace]')?.textContent ?? ''),
  )
  expect(await page.evaluate(() => 'same' in window)).toBe(true)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)

  await page.click('text=Hold it here')
  await page.waitForSelector('[data-phase=paused]')
  await until(async () => (await inState('claimed')) === 0, 'what is in flight')
  const held = mails.messages().length
  expect(held).toBeLessThan(PEOPLE)
  await page.reload()
  expect(mails.messages()).toHaveLength(held)
  expect(await numberIn(page, 'told')).toBe(held)

  await page.click('text=Let it go on')
  await page.waitForSelector('[data-phase=done]', { timeout: 60_000 })
  expect(await numberIn(page, 'told')).toBe(PEOPLE - 20)
  expect(await numberIn(page, 'failed')).toBe(20)
  const reason = page.locator('.reasons li')
  expect(await reason.textContent()).toMatch(/Mailbox is full.*20.*Mailbox full, quota exceeded/s)

  mended = true
  await reason.locator('button').click()
  await page.waitForSelector('text=20 are tried again.')
  await page.waitForSelector('text=Everybody has been told', { timeout: 60_000 })
  const addresses = mails.messages().flatMap(({ to }) => to)
  expect(addresses).toHaveLength(PEOPLE)
  expect(new Set(addresses).size).toBe(PEOPLE)
}, 180_000)

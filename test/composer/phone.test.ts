import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publish } from '#src/posts/publish.ts'
import { browser } from '#test/support/browser.ts'
import { signInCookie } from '#test/support/forms.ts'
import { aCrowd, anIncident, aPage } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const PEOPLE = 10_001
const TOLD = '10,001 people'
const BODY = 'Since 2:40 some people cannot sign in. Orders are safe.'
const HEIGHT = 844
let site: Site
let chromium: Browser
let page: Page

beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
  await aCrowd(site.db, PEOPLE)
  const { email } = await aMember(site.db, 'editor')
  const [name = '', value = ''] = (await signInCookie(site.url, email, PASSWORD)).split('=')
  chromium = await browser()
  const context = await chromium.newContext({
    baseURL: site.url,
    viewport: { width: 390, height: HEIGHT },
    isMobile: true,
    javaScriptEnabled: false,
  })
  await context.addCookies([{ name, value, url: site.url }])
  page = await context.newPage()
})

afterAll(async () => {
  await chromium?.close()
  await site?.stop()
})

/** All of it comes to stand in view, without scrolling. */
async function expectInView(what: Locator): Promise<void> {
  await until(async () => {
    const box = await what.boundingBox()
    return box !== null && box.y >= 0 && box.y + box.height <= HEIGHT
  }, `${what} to stand in view`)
}

test('at night on a phone: what is told to how many, the number and the button stand in one view, without script', async () => {
  await page.goto('/admin/posts/new?kind=incident')
  await page.fill('[name=title]', 'Sign-in fails')
  await page.fill('[name=body]', BODY)
  await page.click('.send-bar >> text=Preview')
  await page.locator('.previews').waitFor()
  const publish = page.locator('[data-publish]')
  const number = page.getByLabel('Type how many people this tells')
  const mail = page.locator('.previews details', { hasText: 'By mail' })
  expect(await publish.textContent()).toBe(`Publish and tell ${TOLD}`)
  const first = [page.getByText(`${TOLD} are told`), mail.getByText(BODY).first(), number, publish]
  for (const one of first) await expectInView(one)
  expect(await mail.locator('pre').isVisible()).toBe(false)
  await mail.locator('summary').click()
  expect(await mail.locator('pre').isVisible()).toBe(true)
  await publish.click()

  // Refused, with the number named where it is to be typed, and nothing that was typed lost.
  const sentence = page.getByText(`This tells ${TOLD}. Type that number`)
  for (const one of [sentence, number, publish]) await expectInView(one)
  expect(await page.inputValue('[name=body]')).toBe(BODY)
  expect(await page.getAttribute(':focus', 'name')).toBe('people')
  expect(await page.locator('[name=people]').count()).toBe(1)
  await number.fill('10 001')
  await publish.click()
  await page.waitForURL('**/admin/deliveries/*')
})

test('so it is when more is said of a post', async () => {
  const { postId } = await publish(site.db, anIncident({ channels: [] }), {
    author: { id: 1, name: 'Ana Reis' },
    now: Date.now(),
    formKey: 'first',
  })
  await page.goto(`/admin/posts/${postId}`)
  await page.fill('[name=body]', BODY)
  await page.click('.send-bar >> text=Preview')
  const mail = page.locator('.previews details', { hasText: 'By mail' })
  for (const one of [
    page.getByText(`${TOLD} are told`),
    mail.getByText(BODY).first(),
    page.locator('[data-publish]'),
  ])
    await expectInView(one)
  // What stands below is not hidden by the bar for good.
  await page.mouse.wheel(0, 9_000)
  const bar = await page.locator('.send-bar').boundingBox()
  const last = page.getByText('Nobody was told about this post.')
  await until(async () => {
    const box = await last.boundingBox()
    return box !== null && bar !== null && box.y + box.height <= bar.y
  }, 'the end of the page to stand above the bar')
})

test('on a wide screen the whole mail stands beside the form, unfolded', async () => {
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto('/admin/posts/new?kind=incident')
  await page.fill('[name=title]', 'Sign-in fails')
  await page.fill('[name=body]', BODY)
  await page.click('.send-bar >> text=Preview')
  await page.locator('.previews pre').waitFor()
  expect(await page.locator('.previews .begin').isVisible()).toBe(false)
})

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AlertKind, raiseAlert } from '#db/queries/alerts.ts'
import { pauseSending } from '#db/queries/pauses.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { pauseAnnouncement } from '#src/deliveries/pause.ts'
import { publish } from '#src/posts/publish.ts'
import { browser } from '#test/support/browser.ts'
import { signInCookie } from '#test/support/forms.ts'
import { anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** What a relay may say: longer than any line, without a place to break it. */
const WORDS = `5.7.1 Refused, see https://relay.example.com/query?ref=${'A'.repeat(120)}`
const TITLE = 'Störung der Rechnungsstellungsbenachrichtigungsschnittstelle'
const ADDRESS = `${'donaudampfschifffahrtsgesellschaft'.repeat(2).slice(0, 64)}@verwaltung.example.com`

let site: Site
let chromium: Browser
let cookie: string
const ids = { running: 0, held: 0, asked: 0, done: 0 }
let post = ''
/** What can be pressed, stands by itself (not in a sentence) and is too small for a thumb. */
const SMALL = `
  [...document.querySelectorAll('main :is(a, button, summary, select, textarea, input:not([type=hidden]))')]
    .filter((one) => {
      const { height } = (one.closest('label') ?? one).getBoundingClientRect()
      const sentence = one.closest('p, dd')?.textContent.trim().length ?? 0
      const shown = one.checkVisibility({ visibilityProperty: true }) && !one.closest('.unseen')
      const read = !one.matches('.alone') && sentence > one.textContent.trim().length + 20
      return shown && height < 43.5 && !read
    })
    .map((one) => one.outerHTML)`

beforeAll(async () => {
  site = await startSite()
  chromium = await browser()
  await aPage(site.db)
  const { email } = await aMember(site.db, 'editor')
  cookie = await signInCookie(site.url, email, PASSWORD)
  await aSubscriber(site.db, { address: ADDRESS })
  await aSubscriber(site.db)
  await tellStory()
}, 120_000)

afterAll(async () => {
  await chromium?.close()
  await site?.stop()
})

async function tellStory(): Promise<void> {
  const { db } = site
  const now = Date.now()
  const staff = { id: 1, name: 'Ana Reis' }
  for (const name of ['running', 'held', 'asked', 'done'] as const) {
    const draft = anIncident({ title: TITLE, channels: ['email'] })
    const told = await publish(db, draft, { author: staff, now, formKey: name })
    ids[name] = told.announcementId ?? 0
    post = told.postId
    await fanOut(db, now)
  }
  await pauseAnnouncement(db, ids.held, { staff, now })
  await db
    .updateTable('announcements')
    .set({ paused_at: now, pause_reason: 'stale', created_at: now - 10_800_000 })
    .where('id', '=', ids.asked)
    .execute()
  await db
    .updateTable('deliveries')
    .set({ state: 'failed', attempts: 1, code: '550 5.7.1', answer: WORDS })
    .where('announcement_id', '=', ids.done)
    .execute()
  await db.updateTable('announcements').set({ done_at: now }).where('id', '=', ids.done).execute()
  await pauseSending(db, {
    channel: 'email',
    destination: 'example.com',
    until: now + 3_600_000,
    reason: WORDS,
    at: now,
  })
  await pauseSending(db, {
    channel: 'email',
    destination: '',
    until: now + 3_600_000,
    reason: WORDS,
    at: now,
  })
  for (const kind of ['errors', 'impossible', 'codes'] satisfies AlertKind[])
    await raiseAlert(db, { kind, subject: 'email', text: `They refuse us: ${WORDS}`, at: now })
  await db
    .updateTable('subscribers')
    .set({ quarantined_until: now + 86_400_000 })
    .where('id', '=', 1)
    .execute()
  const refused = { count: 3, accepted_in: null, code: '5.7.1', answer: WORDS, at: now, quarantined_at: now }
  await db
    .insertInto('refusals')
    .values({ ...refused, subscriber_id: 1, announcement_id: ids.done })
    .execute()
  const text = { sid: 'SM1', sender: '+351912345670', body: 'a'.repeat(160), at: now }
  await db
    .insertInto('texts')
    .values({ ...text, read_at: null, read_by: null, answered_at: null, answered_by: null })
    .execute()
}

const pages = () => [
  '/admin',
  '/admin/inbox',
  '/admin/subscribers',
  '/admin/subscribers/1',
  '/admin/deliveries',
  ...Object.values(ids).map((id) => `/admin/deliveries/${id}`),
  `/admin/deliveries/${ids.done}/1`,
  '/admin/posts',
  `/admin/posts/${post}`,
  '/admin/posts/new?kind=incident',
]

async function onAPhone(colorScheme: 'light' | 'dark'): Promise<BrowserContext> {
  const context = await chromium.newContext({
    baseURL: site.url,
    colorScheme,
    viewport: { width: 390, height: 844 },
    isMobile: true,
    bypassCSP: true,
  })
  const [name = '', ...value] = cookie.split('=')
  await context.addCookies([{ name, value: value.join('='), url: site.url }])
  return context
}

const NONE = { wide: 390, small: [], found: [] }

async function faultsOf(page: Page) {
  const wide = await page.evaluate('document.documentElement.scrollWidth')
  const small = await page.evaluate(SMALL)
  await page.evaluate(axe)
  const found = await page.evaluate(
    'axe.run({ iframes: false }).then((found) => found.violations.map((one) => one.id))',
  )
  return { wide, small, found }
}

test.each(['light', 'dark'] as const)(
  'axe has no objection in a %s scheme, and however long the words of others are, a phone need not be pushed sideways, and a thumb meets what it means',
  async (scheme) => {
    const context = await onAPhone(scheme)
    const page = await context.newPage()
    for (const path of pages()) {
      const answer = await page.goto(path)
      expect([path, answer?.status(), await faultsOf(page)]).toEqual([path, 200, NONE])
    }
    await page.fill('[name=title]', TITLE)
    await page.fill('[name=body]', `We look into it. ${ADDRESS}`)
    await page.click('.send-bar >> text=Preview')
    await page.waitForSelector('.previews')
    for (const piece of await page.locator('.previews summary').all()) await piece.click()
    expect(await faultsOf(page)).toEqual(NONE)
    await context.close()
  },
  120_000,
)

test('what holds it stands at the thumb, wherever one has read to', async () => {
  const context = await onAPhone('light')
  const page = await context.newPage()
  await page.goto(`/admin/deliveries/${ids.running}`)
  const box = await page.locator('text=Hold it here').boundingBox()
  expect(box?.height).toBeGreaterThanOrEqual(44)
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844)
  await context.close()
}, 60_000)

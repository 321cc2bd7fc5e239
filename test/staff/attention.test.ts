import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAlerts, raiseAlert } from '#db/queries/alerts.ts'
import { listPauses, pauseSending } from '#db/queries/pauses.ts'
import { findQuarantined } from '#db/queries/refusals.ts'
import { insertText, listTexts } from '#db/queries/texts.ts'
import { noteRefused } from '#src/subscribers/quarantine.ts'
import { browser } from '#test/support/browser.ts'
import { signInCookie } from '#test/support/forms.ts'
import { aPage, aSubscriber } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'

/** A folder for pictures of what a person sees, for whoever works on it. */
const PICTURES = process.env.PICTURES
const NUMBER = '+14155550171'
const HOUR = 3_600_000

let site: Site
let chromium: Browser
beforeAll(async () => {
  site = await startSite()
  chromium = await browser()
  await aPage(site.db)
})
afterAll(async () => {
  await chromium?.close()
  await site?.stop()
})

async function signedIn(role: 'viewer' | 'editor'): Promise<Page> {
  const { email } = await aMember(site.db, role)
  const [name = '', value = ''] = (await signInCookie(site.url, email, PASSWORD)).split('=')
  const context = await chromium.newContext({
    viewport: { width: 390, height: 844 },
    javaScriptEnabled: false,
  })
  await context.addCookies([{ name, value, url: site.url }])
  return context.newPage()
}

async function picture(page: Page, name: string): Promise<void> {
  if (!PICTURES) return
  mkdirSync(PICTURES, { recursive: true })
  for (const [width, size] of [
    [390, 'phone'],
    [1280, 'desk'],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 844 })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${PICTURES}/${name}-${size}-${colorScheme}.png`, fullPage: true })
    }
  await page.setViewportSize({ width: 390, height: 844 })
}

/** Nothing is wider than the phone. */
async function fits(page: Page): Promise<boolean> {
  const box = await page.locator('html').boundingBox()
  return (box?.width ?? 0) <= 390
}

test('the front page says what needs somebody, counts it, and lets it go on', async () => {
  const now = Date.now()
  const text = 'Text messages to Portugal stopped: the carrier has not enabled that country for us.'
  await aSubscriber(site.db)
  await pauseSending(site.db, {
    channel: 'sms',
    destination: 'PT',
    until: now + 24 * HOUR,
    reason: '21408',
    at: now,
  })
  await raiseAlert(site.db, { kind: 'country', subject: 'sms:PT', text, at: now - 2 * HOUR })
  await raiseAlert(site.db, { kind: 'country', subject: 'sms:PT', text, at: now - HOUR })
  const relay = 'The mail relay cannot be reached. Nothing is lost; mail leaves when it is back.'
  await raiseAlert(site.db, { kind: 'relay', subject: 'email', text: relay, at: now - HOUR })

  const viewer = await signedIn('viewer')
  await viewer.goto(`${site.url}/admin`)
  expect(await viewer.getByText(text).count()).toBe(1)
  expect(await viewer.getByRole('button', { name: /again now|seen it/ }).count()).toBe(0)

  const page = await signedIn('editor')
  await page.goto(`${site.url}/admin`)
  expect(await page.getByRole('navigation').getByText(/^2/).count()).toBe(1)
  expect(await page.getByText(/met 2 times/).count()).toBe(1)
  await picture(page, 'alerts')
  expect(await fits(page)).toBe(true)
  await page.getByRole('button', { name: 'Send there again now' }).click()
  expect(await listPauses(site.db, now)).toEqual([])
  expect(await page.getByText(text).count()).toBe(0)
  await page.getByRole('button', { name: 'I have seen it' }).click()
  expect(await page.getByText(/has seen it/).count()).toBe(1)
  expect(
    await page
      .getByRole('navigation')
      .getByText(/needs? somebody/)
      .count(),
  ).toBe(0)
  expect(await listAlerts(site.db, now)).toHaveLength(1)
})

test('what people text is read, answered and taken for STOP; viewers see no whole number', async () => {
  const reader = await aSubscriber(site.db, { channel: 'sms', address: NUMBER })
  const at = Date.now() - HOUR
  await insertText(site.db, { sid: 'SM1', sender: NUMBER, body: 'Please leave me alone <b>now</b>', at })
  await insertText(site.db, { sid: 'SM2', sender: '+14155550172', body: 'Are you open on Sunday?', at })

  const viewer = await signedIn('viewer')
  await viewer.goto(`${site.url}/admin/inbox`)
  expect(await viewer.content()).not.toContain(NUMBER)
  expect(await viewer.getByRole('button', { name: /STOP|Read|Answered/ }).count()).toBe(0)

  const page = await signedIn('editor')
  await page.goto(`${site.url}/admin/inbox`)
  await picture(page, 'inbox')
  expect(await fits(page)).toBe(true)
  expect(
    await page
      .getByRole('navigation')
      .getByText(/texts to read/)
      .count(),
  ).toBe(1)
  expect(await page.getByText('Please leave me alone <b>now</b>').count()).toBe(1)
  await page.getByRole('button', { name: 'Treat as STOP' }).click()
  expect(await page.getByText(/Answered by/).count()).toBe(1)
  await page.getByRole('link', { name: NUMBER }).click()
  expect(await page.getByText(/Left by text message/).count()).toBe(1)
  await picture(page, 'subscriber-left')
  await page.goto(`${site.url}/admin/inbox`)
  await page.getByRole('button', { name: 'Read', exact: true }).click()
  expect((await listTexts(site.db, 9)).every(({ read_at }) => read_at !== null)).toBe(true)
  expect(reader).toBeGreaterThan(0)
})

test('who is in quarantine stands there with the reason, and comes back with a button', async () => {
  const reader = await aSubscriber(site.db, { address: 'full@example.org' })
  const said = { subscriberId: reader, code: '552 5.2.2', answer: '552 5.2.2 Over quota' }
  for (let n = -3; n < 0; n += 1)
    await noteRefused(site.db, { ...said, announcementId: n }, Date.now() - HOUR)
  const page = await signedIn('editor')
  await page.goto(`${site.url}/admin`)
  await page.getByRole('link', { name: 'One subscriber is in quarantine' }).click()
  expect(await page.getByText(/Over quota/).count()).toBe(1)
  await picture(page, 'quarantine')
  expect(await fits(page)).toBe(true)
  await page.getByRole('link', { name: 'full@example.org' }).click()
  await picture(page, 'subscriber')
  await page.getByRole('button', { name: 'Bring back now' }).click()
  expect(await findQuarantined(site.db, reader)).toBeUndefined()
  await page.goto(`${site.url}/admin/subscribers/quarantine`)
  expect(await page.getByText('full@example.org').count()).toBe(0)
})

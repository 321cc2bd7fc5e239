import { simpleParser } from 'mailparser'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browser } from '#test/support/browser.ts'
import { type MailCatcher, startMailCatcher } from '#test/support/mail-catcher.ts'
import { aPage } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'

const CARLA = { name: 'Carla Nunes', email: 'carla@acme.test', password: 'six green bottles on a wall' }
let site: Site
let chromium: Browser
let relay: MailCatcher

beforeAll(async () => {
  relay = await startMailCatcher()
  site = await startSite({
    sender: true,
    env: { SMTP_URL: relay.url, MAIL_FROM: 'news@acme.test', MAIL_ACCOUNT_FROM: 'hello@acme.test' },
  })
  await aPage(site.db)
  chromium = await browser()
})

afterAll(async () => {
  await chromium?.close()
  await site?.stop()
  await relay?.stop()
})

async function person(): Promise<Page> {
  const context = await chromium.newContext({ baseURL: site.url, javaScriptEnabled: false })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  return page
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/admin/login')
  await page.fill('[name=email]', email)
  await page.fill('[name=password]', password)
  await page.click('main button')
  await page.waitForURL('**/admin')
}

test('somebody is invited, joins from the mail, may do what the role allows and no more', async () => {
  const owner = await aMember(site.db, 'owner', 'Ana Reis')
  const ana = await person()
  await signIn(ana, owner.email, PASSWORD)
  await ana.goto('/admin/staff')
  await ana.fill('main form:has([name=role][type=radio]) [name=email]', ` ${CARLA.email.toUpperCase()}`)
  await ana.check('[name=role][value=editor]')
  await ana.click('text=Send the invitation')
  await ana.waitForURL('**/admin/staff?invited')
  expect(await ana.textContent('main')).toContain(CARLA.email)

  // The mail says who invites to what, from the account address, and is no newsletter.
  const mail = await relay.waitFor((one) => one.to.includes(CARLA.email))
  const letter = await simpleParser(mail.raw)
  expect(letter.from?.value[0]?.address).toBe('hello@acme.test')
  expect(letter.text).toContain('Ana Reis')
  expect(letter.headers.has('list-unsubscribe')).toBe(false)
  const link = /https?:\/\/\S+\/admin\/invite\/[\w-]+/.exec(letter.text ?? '')?.[0] ?? ''
  expect(link.startsWith(site.url)).toBe(true)

  // Looking at the link uses nothing up; a weak password is refused beside its field and the name stays.
  const carla = await person()
  await carla.goto(link)
  await carla.reload()
  expect(await carla.textContent('main')).toContain('as editor')
  await carla.fill('[name=name]', CARLA.name)
  await carla.fill('[name=password]', 'password1234')
  await carla.click('main button')
  expect(await carla.getAttribute(':focus', 'name')).toBe('password')
  expect(await carla.inputValue('[name=name]')).toBe(CARLA.name)
  await carla.fill('[name=password]', CARLA.password)
  await carla.click('main button')
  await carla.waitForURL('**/admin')

  // An editor writes, and keeps neither settings nor components nor staff.
  expect((await carla.goto('/admin/posts/new?kind=incident'))?.status()).toBe(200)
  for (const path of ['/admin/settings', '/admin/components/new', `/admin/staff/${owner.id}`])
    expect([path, (await carla.goto(path))?.status()]).toEqual([path, 403])
  const refused = await carla.request.post('/admin/staff?_action=staff.invite', {
    form: { email: 'friend@acme.test', role: 'viewer' },
    headers: { origin: site.url },
  })
  expect(refused.status()).toBe(403)

  // The link has been used; the account is her own; everybody sees her among the staff.
  const late = await person()
  expect((await late.goto(link))?.status()).toBe(404)
  expect(await late.textContent('h1')).toContain('no longer good')
  await signIn(late, CARLA.email, CARLA.password)
  await ana.goto('/admin/staff')
  expect(await ana.textContent('main')).toMatch(/Carla Nunes\s*carla@acme\.test\s*Editor/)
  expect(relay.messages()).toHaveLength(1)
})

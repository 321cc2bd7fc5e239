import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { sendForm } from '#test/support/forms.ts'
import { aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'

let site: Site
let other: Sqlite.Database

beforeAll(async () => {
  site = await startSite({ env: { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'news@acme.test' } })
  await aPage(site.db)
  other = new Sqlite(site.databaseUrl)
})
afterAll(async () => {
  other.close()
  await site.stop()
})

const subscribe = (email: string) =>
  sendForm(site.url, '/subscribe', 'subscribers.subscribe', {
    email,
    kinds: ['incident'],
    scope: 'all',
    seal: sealForm(Date.now() - 5_000),
  })

test('while another program holds the database for long, pages go on and a form is refused whole, with what was typed', async () => {
  other.exec('begin exclusive')
  const refused = subscribe('kept@example.com')
  let pages = 0
  let done = false
  void refused.finally(() => {
    done = true
  })
  while (!done) {
    const page = await fetch(site.url)
    expect(page.status).toBe(200)
    await page.text()
    pages += 1
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  other.exec('commit')
  const answer = await refused
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('10')
  const text = await answer.text()
  expect(text).toContain('We cannot write this down just now. Nothing was done.')
  expect(text).toContain('kept@example.com')
  expect(text).not.toMatch(/SQLITE|database/i)
  expect(pages).toBeGreaterThan(10)
  expect((await subscribe('kept@example.com')).status).toBe(202)
  expect(site.output()).not.toContain('kept@example.com')
})

test('a file that is held for a few seconds costs nobody anything', async () => {
  other.exec('begin exclusive')
  const asked = subscribe('patient@example.com')
  setTimeout(() => other.exec('commit'), 6_000)
  expect((await asked).status).toBe(202)
})

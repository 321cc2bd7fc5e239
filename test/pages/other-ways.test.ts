import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { confirmToken, subscriptionToken } from '#src/subscribers/token.ts'
import { browser } from '#test/support/browser.ts'
import { aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'

const HOOK = 'https://hooks.slack.com/services/T00000000/B00000000/secretXXXXXXXXXXXXXXXXXX'
let site: Site

beforeAll(async () => {
  // Neither mail nor text: the other ways need nothing of the operator.
  site = await startSite({})
  await aPage(site.db)
})
afterAll(() => site?.stop())

function sends(path: string, action: string, fields: Record<string, string>) {
  return fetch(`${site.url}${path}?_action=subscribers.${action}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: site.url },
    redirect: 'manual',
  })
}

const asks = (way: string, endpoint: string) =>
  sends('/subscribe', 'subscribe', {
    seal: sealForm(Date.now() - 60_000),
    kinds: 'incident',
    scope: 'all',
    way,
    endpoint,
  })

test('a chat subscribes from the page without script, and nobody who reads along there learns its address', async () => {
  const form = await (await fetch(`${site.url}/subscribe`)).text()
  for (const name of ['Slack', 'Discord', 'Microsoft Teams', 'A program (webhook)'])
    expect(form).toContain(name)
  const asked = await asks('slack', HOOK)
  expect(asked.status).toBe(202)
  expect(await asked.text()).not.toContain('secret')
  const row = await site.db.selectFrom('subscribers').selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({ channel: 'slack', address: HOOK, confirmed_at: null })
  const token = confirmToken(Number(row.id), row.confirm_nonce ?? '')
  const confirmed = await sends(`/subscriptions/confirm/${token}`, 'confirm', { token })
  expect(confirmed.status).toBe(303)
  const own = await fetch(`${site.url}/subscriptions/${subscriptionToken(Number(row.id), row.version)}`)
  expect(own.status).toBe(200)
  expect(await own.text()).not.toContain('secret')
})

test('an address that is none of that service comes back with what was typed and one clear sentence', async () => {
  const answer = await asks('slack', 'https://hooks.evil.example/services/T0/B0/x')
  expect(answer.status).toBe(422)
  const text = await answer.text()
  expect(text).toContain('This is not the address of a webhook of that service.')
  expect(text).toContain('value="https://hooks.evil.example/services/T0/B0/x"')
  expect(await (await asks('webhook', 'https://10.0.0.1/x')).text()).toContain('Its host must be a name')
  expect((await asks('fax', HOOK)).status).toBe(422)
})

test('a browser is told by one button, which stands there only where script can keep its promise', async () => {
  const chromium = await browser()
  try {
    const plain = await chromium.newPage({ javaScriptEnabled: false })
    await plain.goto(`${site.url}/subscribe`)
    expect(await plain.isVisible('[data-push]')).toBe(false)
    const page = await chromium.newPage()
    const keys = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) }
    const given = { endpoint: 'https://fcm.googleapis.com/fcm/send/one', keys }
    // Its maker's service is on the internet; everything else is real, the worker at the root too.
    await page.addInitScript((given) => {
      PushManager.prototype.subscribe = async () => ({ toJSON: () => given }) as unknown as PushSubscription
    }, given)
    await page.goto(`${site.url}/subscribe`)
    await page.click('[data-push] button')
    await page.waitForSelector('[data-own]:not([hidden])')
    expect(await page.textContent('[data-said]')).toBe('This browser is told from now on.')
    const row = await site.db
      .selectFrom('subscribers')
      .selectAll()
      .where('channel', '=', 'webpush')
      .executeTakeFirst()
    expect(row?.address).toBe(`${given.endpoint}#${keys.p256dh}.${keys.auth}`)
    expect(row?.confirmed_at).not.toBeNull()
    await page.click('[data-own]')
    expect(await page.textContent('main')).not.toContain(keys.auth)
  } finally {
    await chromium.close()
  }
})

import { simpleParser } from 'mailparser'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertGroup } from '#db/queries/status.ts'
import { releaseHeld } from '#src/deliveries/release.ts'
import { mac, newId } from '#src/keys.ts'
import type { Draft } from '#src/posts/draft.ts'
import { publish } from '#src/posts/publish.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { standing } from '#test/subscribers/world.ts'
import { browser } from '#test/support/browser.ts'
import { type MailCatcher, startMailCatcher } from '#test/support/mail-catcher.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { tablesWith } from '#test/support/tables.ts'
import { until } from '#test/support/until.ts'

const DAY = 86_400_000
let site: Site
let chromium: Browser
let relay: MailCatcher
let shop: string
let author: Awaited<ReturnType<typeof anAuthor>>

beforeAll(async () => {
  chromium = await browser()
  relay = await startMailCatcher()
  const env = { SMTP_URL: relay.url, MAIL_FROM: 'news@acme.test', MAIL_ACCOUNT_FROM: 'hello@acme.test' }
  site = await startSite({ sender: true, env })
  await aPage(site.db, { languages: '["en","de"]' })
  author = await anAuthor(site.db)
  const group = newId()
  await insertGroup(site.db, {
    id: group,
    name: 'Läden',
    position: 1,
    created_at: 1,
    archived_at: null,
  } as never)
  shop = await aComponent(site.db, 'Graça', { group_id: group })
  await aComponent(site.db, 'Rossio', { group_id: group })
})
afterAll(async () => {
  await chromium?.close()
  await site?.stop()
  await relay?.stop()
})
beforeEach(() => site.db.deleteFrom('throttles').execute())

async function person(more: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const page = await (await chromium.newContext({ baseURL: site.url, ...more })).newPage()
  page.setDefaultTimeout(20_000)
  return page
}

const to = (address: string, about: RegExp) =>
  relay.messages().filter((mail) => mail.to.includes(address) && about.test(mail.raw.toString()))

/** The link in the first mail to an address that leads to such a page. */
async function mailed(address: string, pattern: RegExp): Promise<string> {
  return until(async () => {
    for (const mail of relay.messages().filter((one) => one.to.includes(address))) {
      const links = (await simpleParser(mail.raw)).text?.match(/https?:\/\/[^\s)>]+/g) ?? []
      const found = links.find((link) => pattern.test(link))
      if (found) return found
    }
    return undefined
  }, `a mail to ${address} with a link like ${pattern}`)
}

const say = (title: string, changes: Partial<Draft>) =>
  publish(
    site.db,
    anIncident({ title, impact: 'major', componentIds: [shop], channels: ['email'], ...changes }),
    { author, now: Date.now(), formKey: newId() },
  )

const quiet = () =>
  until(async () => {
    const open = await site.db.selectFrom('announcements').select('id').where('done_at', 'is', null).execute()
    return open.length === 0
  }, 'every announcement to be through')

test('without script: subscribed, narrowed down, told what matches, in a digest, moved, gone, back, and erased without a trace', {
  timeout: 120_000,
}, async () => {
  const [first, second] = ['rita.one@example.com', 'rita.two@example.com']
  const rita = await person({ javaScriptEnabled: false })
  await rita.goto('/de/subscribe')
  await rita.fill('[name=email]', first)
  await rita.fill('[name=name]', 'Rita Quill')
  await rita.waitForTimeout(1_600)
  await rita.click('form.steps button')
  expect(await rita.textContent('h1')).toBe('Noch ein Schritt')
  await rita.goto(await mailed(first, /\/confirm\//))
  expect(await rita.textContent('main')).toContain(first)
  await rita.click('main button')
  await rita.waitForURL('**/subscriptions/*?welcome')
  expect(await rita.textContent('h1')).toBe('Sie sind angemeldet')

  await rita.click('summary >> text=Nur einige Teile')
  await rita.check('[name=scope][value=some]')
  await rita.check(`[name=components][value="${shop}"]`)
  await rita.check('[name=impact][value=major]')
  await rita.click('text=Auswahl speichern')
  await rita.waitForURL('**/subscriptions/*?changed')
  const web = await aComponent(site.db, 'Web')
  await say('Too small', { impact: 'minor' })
  await say('Elsewhere', { componentIds: [web] })
  await say('The one that matters', {})
  await until(() => to(first, /The one that matters/)[0], 'what matches')
  await quiet()
  expect(to(first, /Too small|Elsewhere/)).toEqual([])

  await rita.click('summary >> text=Wann')
  await rita.check('[name=rhythm][value=daily]')
  await rita.click('text=Auswahl speichern')
  await rita.waitForURL('**/subscriptions/*?changed')
  await say('Kept for the digest', {})
  await until(async () => {
    const held = await site.db.selectFrom('deliveries').select('state').where('state', '=', 'held').execute()
    return held.length === 1
  }, 'the message to be kept')
  expect(to(first, /Kept for the digest/)).toEqual([])
  // The hour of the digest comes.
  while (await releaseHeld(site.db, Date.now() + 2 * DAY, 3)) {}
  await site.db.updateTable('deliveries').set({ due_at: 0 }).where('state', '=', 'pending').execute()
  await until(() => to(first, /Kept for the digest/)[0], 'the digest')

  await rita.click('summary >> text=Diese Adresse ändern')
  await rita.fill('[name=address]', second)
  await rita.click('text=Bei der neuen Adresse nachfragen')
  expect(await rita.textContent('main')).toContain('Wir haben an die neue Adresse geschrieben')
  await rita.goto(await mailed(second, /\/move\//))
  await rita.click('main button')
  await rita.waitForURL('**/subscriptions/*?changed')
  expect(await mailed(first, /\/undo\//)).toContain('/subscriptions/undo/')

  await rita.click('text=Schreiben Sie mir nicht mehr')
  expect(await rita.textContent('h1')).toBe('Sie hören nichts mehr von uns')
  await say('While she was gone', {})
  await quiet()
  expect(to(second, /While she was gone/)).toEqual([])
  await rita.click('button:text-is("Zurückkommen")')
  await rita.waitForURL('**/subscriptions/*?welcome')
  expect((await standing(site.db, second)).choices).toMatchObject({
    leastImpact: 'major',
    components: [shop],
  })

  await rita.click('summary >> text=Was wir über Sie aufbewahren')
  await rita.click('text=Alles löschen')
  await rita.click('text=Alles über mich löschen')
  expect(await rita.textContent('h1')).toBe('Alles ist gelöscht')
  expect(await tablesWith(site.db, ['rita.', 'Quill'])).toEqual([])
  expect(await site.db.selectFrom('suppressions').select('reason').execute()).toEqual([{ reason: 'erased' }])
})

test('with script: the zone of the device, whole groups by one tick, and in a rush a proof that nobody has to wait for', {
  timeout: 120_000,
}, async () => {
  const rita = await person({ timezoneId: 'Asia/Tokyo' })
  const faults: unknown[] = []
  rita.on('pageerror', (error) => faults.push(error))
  rita.on(
    'console',
    (said) => said.type() === 'error' && !said.text().includes('429') && faults.push(said.text()),
  )
  const now = Date.now()
  const row = { key: `form-all:${mac('throttle', 'form-all\0')}`, at: now, until: now + 3_600_000 }
  await rita.goto('/subscribe')
  await site.db.insertInto('throttles').values(Array(60).fill(row)).execute()
  // As the page would have drawn it a moment later, with less to work out.
  await rita.locator('[name=seal]').evaluate(
    (field, seal) => {
      ;(field as HTMLInputElement).value = seal
    },
    sealForm(now - 5_000, 8),
  )
  await rita.fill('[name=email]', 'tokyo@example.com')
  await rita.click('summary >> text=Only some parts')
  await rita.check('[name=scope][value=some]')
  await rita.check('[name=groups]')
  expect(await rita.locator('[name=components]:checked').count()).toBe(2)
  await rita.uncheck(`[name=components][value="${shop}"]`)
  expect(await rita.isChecked('[name=groups]')).toBe(false)
  await rita.click('form.steps button')
  await rita.waitForSelector('text=Look into your mail')
  await rita.goto(await mailed('tokyo@example.com', /\/confirm\//))
  await rita.click('main button')
  await rita.waitForURL('**/subscriptions/*?welcome')
  expect(await standing(site.db, 'tokyo@example.com')).toMatchObject({ timeZone: 'Asia/Tokyo' })
  expect((await standing(site.db, 'tokyo@example.com')).choices.components).toHaveLength(1)
  expect(faults).toEqual([])
})

import { simpleParser } from 'mailparser'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { tally } from '#db/queries/progress.ts'
import { browser } from '#test/support/browser.ts'
import { ENGINES, freshDb } from '#test/support/db.ts'
import { type CaughtMail, type MailCatcher, startMailCatcher } from '#test/support/mail-catcher.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const READER = 'rita@example.com'
const STAFF = { name: 'Ana Reis', email: 'ana@acme.test', password: 'four unrelated words here' }
let site: Site
let chromium: Browser
let relay: MailCatcher

beforeAll(async () => {
  chromium = await browser()
})

afterAll(() => chromium?.close())

async function person(): Promise<Page> {
  const context = await chromium.newContext({ baseURL: site.url, javaScriptEnabled: false })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  return page
}

const mails = (about: RegExp) =>
  relay.messages().filter((mail) => mail.to.includes(READER) && about.test(mail.raw.toString()))
const oneMore = (about: RegExp, before: number): Promise<CaughtMail> =>
  until(async () => mails(about)[before], `a mail about ${about}`)

/** The link in a mail's text that matches. */
async function linkIn(mail: CaughtMail, pattern: RegExp): Promise<string> {
  const { text = '' } = await simpleParser(mail.raw)
  const link = (text.match(/https?:\/\/[^\s)>]+/g) ?? []).find((one) => pattern.test(one))
  if (!link) throw new Error(`No such link in:\n${text}`)
  return link
}

/** Nothing more is owed to anybody. */
const quiet = () =>
  until(async () => {
    const open = await site.db.selectFrom('announcements').select('id').where('done_at', 'is', null).execute()
    return open.length === 0
  }, 'every announcement to be through')

test.each(ENGINES)(
  'from an empty page to a reader who has been told, has left, and is left alone, on %s',
  {
    timeout: 180_000,
  },
  async (engine) => {
    relay = await startMailCatcher()
    onTestFinished(() => relay.stop())
    const database = await freshDb(engine)
    onTestFinished(() => database.drop())
    const settings = {
      SMTP_URL: relay.url,
      MAIL_FROM: 'news@acme.test',
      MAIL_ACCOUNT_FROM: 'hello@acme.test',
    }
    site = await startSite({ sender: true, databaseUrl: database.url, env: settings })
    onTestFinished(() => site.stop())

    // The operator opens the one-time link that the server printed.
    const staff = await person()
    const setup = await until(() => /(\/admin\/setup\/[\w-]+)/.exec(site.output())?.[1], 'the setup link')
    await staff.goto(setup)
    await staff.fill('[name=page_name]', 'Acme')
    await staff.fill('[name=name]', STAFF.name)
    await staff.fill('[name=email]', STAFF.email)
    await staff.fill('[name=password]', STAFF.password)
    await staff.click('main button[type=submit], main form button')
    await staff.waitForURL('**/admin')
    // The undo hold is for people; this test is in a hurry.
    await site.db.updateTable('page').set({ hold_incident_s: 0 }).execute()

    // A customer subscribes, and confirms from the mail.
    const reader = await person()
    await reader.goto('/subscribe')
    await reader.fill('[name=email]', READER)
    await reader.waitForTimeout(1_600)
    await reader.click('main form button')
    expect(await reader.textContent('h1')).toContain('One more step')
    const confirmation = await oneMore(/subscriptions\/confirm/, 0)
    expect(confirmation.raw.toString()).not.toMatch(/^list-unsubscribe:/im)
    expect((await simpleParser(confirmation.raw)).from?.value[0]?.address).toBe('hello@acme.test')
    await reader.goto(await linkIn(confirmation, /confirm/))
    await reader.click('main button')
    await reader.waitForURL('**/subscriptions/**')

    // Staff sign in on another device and publish.
    const phone = await person()
    await phone.goto('/admin/posts/new?kind=incident')
    await phone.waitForURL('**/admin/login**')
    await phone.fill('[name=email]', STAFF.email)
    await phone.fill('[name=password]', STAFF.password)
    await phone.click('main button')
    await phone.waitForURL(/posts\/new\?kind=incident$/)
    await phone.fill('[name=title]', 'Mail arrives late')
    await phone.fill('[name=body]', 'Mails take an hour. We know why.')
    await phone.click('button[data-publish]')
    await phone.waitForURL('**/admin/deliveries/**')

    // It stands on the page, and reaches the reader, greeted by nobody else's link.
    await reader.goto('/')
    expect(await reader.textContent('main')).toContain('Mail arrives late')
    const first = await oneMore(/Mail arrives late/, 0)
    const parsed = await simpleParser(first.raw)
    expect(parsed.subject).toBe('[Acme] Mail arrives late')
    expect(parsed.headers.get('list-unsubscribe-post') ?? first.raw.toString()).toBeTruthy()
    expect(first.raw.toString()).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)

    // An update comes into the same thread.
    const row = await site.db.selectFrom('posts').select('id').executeTakeFirstOrThrow()
    const say = async (state: string, text: string) => {
      await phone.goto(`/admin/posts/${row.id}`)
      await phone.check(`[name=state][value=${state}]`)
      await phone.fill('[name=body]', text)
      await phone.click('button[data-publish]')
      await phone.waitForURL('**/admin/deliveries/**')
    }
    await say('identified', 'A disk was full. We are moving mail away from it.')
    const second = await simpleParser((await oneMore(/A disk was full/, 0)).raw)
    expect(second.references).toEqual(parsed.references)
    expect(second.inReplyTo).toBe(parsed.inReplyTo)
    expect(second.subject).toBe(parsed.subject)
    expect(second.messageId).not.toBe(parsed.messageId)

    // The mail program's own button: no cookie, no Origin, no redirect.
    const leave =
      /^List-Unsubscribe: <([^>]+)>/im.exec(first.raw.toString().replace(/\r\n[ \t]+/g, ' '))?.[1] ?? ''
    const answer = await fetch(leave, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.getSetCookie()).toEqual([])

    // The next update stands on the page and does not arrive.
    await say('resolved', 'All mail flows again.')
    await quiet()
    await reader.goto('/')
    expect(await reader.textContent('main')).toContain('All mail flows again.')
    expect(mails(/All mail flows again/)).toHaveLength(0)
    const [last] = await site.db
      .selectFrom('announcements')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    expect((await tally(site.db, [last?.id ?? 0])).get(last?.id ?? 0)?.email.sent).toBe(0)
  },
)

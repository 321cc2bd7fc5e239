import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findComponent } from '#db/queries/status.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { browser } from '#test/support/browser.ts'
import { aComponent, aPage, aSubscriber } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'

let site: Site
let chromium: Browser
let mail: string

beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
  mail = await aComponent(site.db, 'Mail')
  await aComponent(site.db, 'Web')
  await aSubscriber(site.db)
  await aSubscriber(site.db, { channel: 'sms' })
  for (const role of ['editor', 'viewer'] as const)
    await aMember(site.db, role, `Ana ${role}`, `${role}@acme.test`)
  chromium = await browser()
})

afterAll(async () => {
  await chromium?.close()
  await site?.stop()
})

/** A browser of one's own, signed in. */
async function signedIn(role: string, options: { javaScriptEnabled: boolean }): Promise<Page> {
  const context = await chromium.newContext({ ...options, baseURL: site.url })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto('/admin/login')
  await page.fill('[name=email]', `${role}@acme.test`)
  await page.fill('[name=password]', PASSWORD)
  await page.click('main button')
  await page.waitForURL('**/admin')
  return page
}

const read = (page: Page, selector: string) => page.locator(selector).first().textContent()

const postOf = async (title: string) => {
  const row = await site.db.selectFrom('posts').select('id').where('title', '=', title).executeTakeFirst()
  return row && (await findPost(site.db, row.id))
}

test.each([false, true])(
  'a post is written, looked at, published, continued and corrected (script: %s)',
  async (javaScriptEnabled) => {
    const title = `Mail is late, script ${javaScriptEnabled}`
    const page = await signedIn('editor', { javaScriptEnabled })
    await page.goto('/admin/posts')
    await page.click('text=New incident')

    await page.fill('[name=title]', title)
    await page.check('[name=impact][value=major]')
    await page.click('button:has-text("Publish and tell")')
    await page.locator('.problem').first().waitFor()
    expect(await page.inputValue('[name=title]')).toBe(title)
    expect(await page.isChecked('[name=impact][value=major]')).toBe(true)
    expect(await page.getAttribute(':focus', 'name')).toBe('body')
    expect(await page.getAttribute('[name=body]', 'aria-invalid')).toBe('true')
    expect(await postOf(title)).toBeUndefined()

    await page.fill('[name=body]', 'We look into it. **Nothing is lost.**')
    await page.selectOption(`[name="status.${mail}"]`, 'partial_outage')
    // Enter in a field shows what would happen; it never publishes.
    await page.press('[name=title]', 'Enter')
    await page.waitForSelector('.previews')
    expect(await read(page, '.previews')).toContain('2 people are told: 1 by email and 1 by SMS.')
    expect(await read(page, '.previews')).toMatch(/\d+ characters, one segment/)
    expect(await page.innerHTML('.previews .prose')).toContain('<strong>Nothing is lost.</strong>')
    expect(await postOf(title)).toBeUndefined()

    const drawn = page.context().waitForEvent('page')
    await page.click('text=See the mail as it is drawn')
    expect(await read(await drawn, 'body')).toContain('Nothing is lost.')

    await page.click('button:has-text("Publish and tell 2 people")')
    await page.waitForURL('**/admin/deliveries/*')
    expect(await read(page, 'h1')).toContain(title)
    const post = await postOf(title)
    expect(post).toMatchObject({ impact: 'major', authorName: 'Ana editor', components: [{ name: 'Mail' }] })

    await page.click('text=To the post')
    await page.check('[name=state][value=resolved]')
    await page.fill('[name=body]', 'It is over.')
    expect(await page.inputValue(`[name="status.${mail}"]`)).toBe('partial_outage')
    await page.click('text=Publish without telling anybody')
    await page.waitForURL('**/admin/posts/*')
    expect((await findComponent(site.db, mail))?.status).toBe('operational')

    await page.click('.said >> nth=1 >> text=Correct this text')
    expect(await page.inputValue('[name=text]')).toBe('We look into it. **Nothing is lost.**')
    await page.fill('[name=text]', 'We looked into it.')
    await page.click('text=Correct it')
    await page.waitForURL('**corrected=yes')
    await page.click('summary:has-text("Edited")')
    expect(await read(page, '.said >> nth=1')).toContain('Nothing is lost.')
    expect((await postOf(title))?.updates.map((update) => update.revisions.length)).toEqual([0, 1])
    await page.context().close()
  },
)

test('a text outlives its session: sign in again, and it is there', async () => {
  const page = await signedIn('editor', { javaScriptEnabled: false })
  await page.goto('/admin/posts/new?kind=closure')
  await page.fill('[name=title]', 'Closed on Monday')
  await page.fill('[name=body]', 'First line\n\n“Second” <line> & more')
  await page.fill('[name=starts]', '2030-12-24T18:00')
  await page.check(`[name=components][value="${mail}"]`)
  await page.context().clearCookies()

  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.click('text=Save draft')
  expect((await answer).status()).toBe(401)
  expect(await read(page, 'main')).toContain('What you wrote under “Closed on Monday” is kept')
  await page.fill('[name=email]', 'editor@acme.test')
  await page.fill('[name=password]', 'wrong')
  await page.click('text=Sign in and go on')
  expect(await read(page, '[role=alert]')).toContain('do not belong together')
  await page.fill('[name=password]', PASSWORD)
  await page.click('text=Sign in and go on')

  expect(await page.inputValue('[name=title]')).toBe('Closed on Monday')
  expect(await page.inputValue('[name=body]')).toBe('First line\n\n“Second” <line> & more')
  expect(await page.inputValue('[name=starts]')).toBe('2030-12-24T18:00')
  expect(await page.isChecked(`[name=components][value="${mail}"]`)).toBe(true)
  expect(await page.content()).not.toContain(PASSWORD)

  await page.click('text=Save draft')
  await page.waitForURL('**kept=yes')
  expect(await page.inputValue('[name=title]')).toBe('Closed on Monday')
  await page.goto('/admin/posts')
  await page.click('text=Closed on Monday')
  expect(await page.inputValue('[name=starts]')).toBe('2030-12-24T18:00')
  await page.context().close()
})

test('the same form sent twice makes one post', async () => {
  const page = await signedIn('editor', { javaScriptEnabled: false })
  await page.goto('/admin/posts/new?kind=release')
  const form_key = await page.inputValue('[name=form_key]')
  const form = { kind: 'release', form_key, title: 'Sent twice', body: 'Once.', quietly: 'yes' }
  const send = () =>
    page.request.post('/admin/posts/new?_action=posts.publish', {
      form,
      maxRedirects: 0,
      headers: { origin: site.url },
    })
  const [one, two] = await Promise.all([send(), send()])
  expect([one.status(), two.status()]).toEqual([303, 303])
  expect(one.headers().location).toBe(two.headers().location)
  const posts = await site.db.selectFrom('posts').select('id').where('title', '=', 'Sent twice').execute()
  expect(posts).toHaveLength(1)
  await page.context().close()
})

test('viewers see how it stands, with masked addresses, and can change nothing', async () => {
  const editor = await signedIn('editor', { javaScriptEnabled: false })
  await editor.goto('/admin/posts/new?kind=incident')
  await editor.fill('[name=title]', 'For viewers')
  await editor.fill('[name=body]', 'Hm.')
  await editor.click('button:has-text("Publish and tell")')
  await editor.waitForURL('**/admin/deliveries/*')
  const id = Number(new URL(editor.url()).pathname.split('/').at(-1))
  await site.db
    .insertInto('deliveries')
    .values({
      announcement_id: id,
      subscriber_id: 1,
      channel: 'email',
      state: 'failed',
      attempts: 1,
      due_at: 0,
      code: '550 5.1.1',
      answer: 'No such user',
    })
    .execute()
  await editor.reload()
  expect(await read(editor, 'main')).toMatch(/reader\d+@example\.com/)
  expect(await read(editor, 'main')).toContain('No such user')

  const page = await signedIn('viewer', { javaScriptEnabled: false })
  await page.goto(new URL(editor.url()).pathname)
  expect(await read(page, 'main')).toContain('r•••@example.com')
  expect(await read(page, 'main')).not.toMatch(/reader\d/)
  expect(await page.locator('main button').count()).toBe(0)
  expect((await page.goto('/admin/posts/new?kind=incident'))?.status()).toBe(403)
  const refused = await page.request.post(`/admin/deliveries/${id}?_action=deliveries.stop`, {
    form: { announcement: String(id) },
    headers: { origin: site.url },
  })
  expect(refused.status()).toBe(403)
  const announcement = await site.db
    .selectFrom('announcements')
    .select('cancelled_at')
    .where('id', '=', id)
    .executeTakeFirst()
  expect(announcement?.cancelled_at).toBeNull()

  await editor.click('summary:has-text("Stop for good")')
  await editor.click('text=Stop what has not left')
  await editor.waitForSelector('text=Stopped by staff')
  await Promise.all([page.context().close(), editor.context().close()])
})

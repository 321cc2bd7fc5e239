import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { HtmlValidate } from 'html-validate'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { touch } from '#db/queries/changes.ts'
import { updateDelivery } from '#db/queries/deliveries.ts'
import { insertGroup } from '#db/queries/status.ts'
import { windowOf } from '#src/posts/closing.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { update } from '#src/posts/update.ts'
import { browser } from '#test/support/browser.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'

const HOUR = 3_600_000
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let site: Site
let chromium: Browser
let paths: { open: string; over: string; closure: string; release: string }

beforeAll(async () => {
  site = await startSite()
  chromium = await browser()
})

afterAll(async () => {
  await chromium?.close()
  await site?.stop()
})

const get = (path: string) => fetch(`${site.url}${path}`, { redirect: 'manual' })
const textOf = async (path: string) => (await get(path)).text()

/** Tells a full story: 30 components, 20 posts, something open, something closed, something edited. */
async function tellStory(db: Db): Promise<typeof paths> {
  const now = Date.now()
  await aPage(db, { name: 'Maré', contact_phone: '+351 210 000 000' })
  const author = await anAuthor(db)
  const entry = { statuses: {}, nextUpdateBy: null, channels: [] }
  let key = 0
  const by = (at: number) => ({ author, now: at, formKey: `story ${++key}` })
  await insertGroup(db, {
    id: 'services',
    name: 'Services',
    position: 1,
    created_at: now,
    archived_at: null,
    source: null,
    source_id: null,
  })
  const components: string[] = []
  for (let i = 1; i <= 30; i += 1)
    components.push(
      await aComponent(db, `Component ${i}`, { group_id: i < 28 ? 'services' : null, position: i }),
    )
  const [shop = '', api = ''] = components
  for (let i = 0; i < 16; i += 1) {
    const begun = now - (i % 12) * 24 * HOUR - 3 * HOUR
    const draft = anIncident({
      title: `Login was slow ${i}`,
      startedAt: begun,
      componentIds: [api],
      channels: [],
    })
    const { postId } = await publish(db, draft, by(begun))
    await update(
      db,
      postId,
      { ...entry, state: 'identified', body: 'A disk is full; we make room.' },
      by(begun + HOUR),
    )
    await update(
      db,
      postId,
      { ...entry, state: 'resolved', body: 'There is room again.' },
      by(begun + 2 * HOUR),
    )
  }
  const past = await publish(
    db,
    anIncident({ title: 'Cards refused', startedAt: now - 5 * HOUR, channels: [] }),
    by(now - 5 * HOUR),
  )
  await revise(db, past.updateId, 'Some cards were refused <script>alert(1)</script>.', {
    author,
    now: now - 4 * HOUR,
  })
  await update(db, past.postId, { ...entry, state: 'resolved', body: 'Over.' }, by(now - 3 * HOUR))
  const open = await publish(
    db,
    anIncident({
      title: 'The web shop cannot be reached',
      impact: 'critical',
      startedAt: now - HOUR,
      nextUpdateBy: now + HOUR,
      statuses: { [shop]: 'major_outage' },
      componentIds: [shop],
      channels: ['email'],
    }),
    by(now - HOUR),
  )
  const blank = { impact: null, startedAt: null, channels: [] }
  const closure = await publish(
    db,
    anIncident({
      ...blank,
      kind: 'closure',
      state: 'scheduled',
      title: 'Closed for stocktaking',
      reason: 'other',
      window: windowOf('2099-01-02T00:00', '2099-01-03T00:00', 'Europe/Lisbon'),
      stillWorks: 'The web shop is open.',
    }),
    by(now - HOUR),
  )
  const release = await publish(
    db,
    anIncident({
      ...blank,
      kind: 'release',
      state: 'released',
      title: 'Search your orders',
      labels: ['added'],
    }),
    by(now - 30 * HOUR),
  )
  return {
    open: `/incidents/${open.postId}`,
    over: `/incidents/${past.postId}`,
    closure: `/closures/${closure.postId}`,
    release: `/releases/${release.postId}`,
  }
}

describe('a page that is not set up', () => {
  test('says so calmly, and its other addresses are not found', async () => {
    const front = await get('/')
    expect(front.status).toBe(200)
    expect(await front.text()).toContain('This page is being set up.')
    expect((await get('/history')).status).toBe(404)
    expect((await get('/incidents/abcabcabcabc')).status).toBe(404)
  })
})

describe('the public page', () => {
  beforeAll(async () => {
    paths = await tellStory(site.db)
    await site.caughtUp()
  })

  async function visit(path: string, options: BrowserContextOptions = {}) {
    const context = await chromium.newContext({ ...options, baseURL: site.url })
    const page = await context.newPage()
    const requests: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) requests.push(request.url())
    })
    await page.goto(path)
    return { page, requests, close: () => context.close() }
  }

  const ALL = () => ['/', '/?kind=release', ...Object.values(paths), '/history', '/nothing-here']

  test('says first what is wrong, and says it as a sentence', async () => {
    const { page, close } = await visit('/', { javaScriptEnabled: false })
    expect(await page.locator('h1').textContent()).toBe(
      'The web shop cannot be reached. We are looking into it.',
    )
    expect(await page.title()).toBe('Maré Status')
    const words = await page.locator('main').textContent()
    for (const word of ['Major outage', 'Next update by', 'Tell me about this', 'Closed for stocktaking'])
      expect(words).toContain(word)
    await close()
  })

  test('can be read whole without JavaScript', async () => {
    for (const path of ALL()) {
      const [bare, full] = [await visit(path, { javaScriptEnabled: false }), await visit(path)]
      const read = ({ page }: typeof bare) => page.locator('h1, h2, h3, h4, .prose').allTextContents()
      expect([path, await read(bare)]).toEqual([path, await read(full)])
      await bare.close()
      await full.close()
    }
  })

  test.each(['light', 'dark'] as const)(
    'has nothing that axe objects to in a %s scheme',
    async (colorScheme) => {
      for (const path of ALL()) {
        const { page, close } = await visit(path, { colorScheme, bypassCSP: true })
        await page.evaluate(axe)
        const found = await page.evaluate('axe.run().then((found) => found.violations.map((one) => one.id))')
        expect([path, found]).toEqual([path, []])
        await close()
      }
    },
  )

  test('does not scroll sideways at 320 pixels', async () => {
    for (const path of ALL()) {
      const { page, close } = await visit(path, { viewport: { width: 320, height: 640 } })
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect([path, over]).toEqual([path, 0])
      await close()
    }
  })

  test('is valid HTML', async () => {
    const checker = new HtmlValidate({
      extends: ['html-validate:standard'],
      // White space is nobody's business after a compiler; the doctype is in its own case; long titles are the author's.
      rules: {
        'no-trailing-whitespace': 'off',
        'doctype-style': 'off',
        'long-title': 'off',
        'void-style': 'off',
      },
    })
    for (const path of ALL()) {
      const report = await checker.validateString(await textOf(path))
      const found = report.results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message }) => [ruleId, message]),
      )
      expect([path, found]).toEqual([path, []])
    }
  })

  test('comes whole in at most four requests to this machine and 20 kB compressed', async () => {
    const { requests, close } = await visit('/')
    await close()
    expect(requests.length).toBeLessThanOrEqual(4)
    expect(requests.filter((url) => !url.startsWith(site.url))).toEqual([])
    // The stream of changes has no end to wait for.
    const whole = requests.filter((url) => !url.includes('/live'))
    const sizes = await Promise.all(
      whole.map(async (url) => gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length),
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000)
  })

  test('sets no cookie and may be kept by caches that ask again', async () => {
    for (const path of ['/', ...Object.values(paths), '/history']) {
      const { headers } = await get(path)
      expect(headers.get('set-cookie')).toBeNull()
      expect(headers.get('cache-control')).toMatch(/^public, max-age=0,/)
    }
  })

  test('says how many people were told of a post, and how fast', async () => {
    const announcement = await site.db
      .selectFrom('announcements')
      .select(['id', 'created_at'])
      .where('post_id', '=', paths.open.split('/').at(-1) ?? '')
      .executeTakeFirstOrThrow()
    const id = Number(announcement.id)
    const from = Number(announcement.created_at)
    const open = { announcement_id: id, channel: 'email', state: 'pending', attempts: 0, due_at: from }
    for (const [subscriber_id, sent_at] of [
      [1, from + 1000],
      [2, from + 130_000],
    ] as const) {
      await site.db
        .insertInto('deliveries')
        .values({ ...open, subscriber_id })
        .execute()
      await updateDelivery(site.db, id, subscriber_id, { state: 'sent', sent_at })
    }
    await site.db
      .updateTable('announcements')
      .set({ done_at: from + 131_000 })
      .where('id', '=', id)
      .execute()
    await touch(site.db, [`post:${paths.open.split('/').at(-1)}`], Date.now())
    await site.caughtUp()
    const html = await textOf(paths.open)
    expect(html).toMatch(/People told<\/dt><dd>2<span class="quiet">, all within 2 min/)
  })

  test('narrows the timeline to one kind', async () => {
    const releases = await textOf('/?kind=release')
    expect(releases).toContain('Search your orders')
    expect(releases).not.toContain('Login was slow')
  })

  test('shows what an edited update said before, and runs nothing that was written into it', async () => {
    const { page, close } = await visit(paths.over, { javaScriptEnabled: false })
    await page.getByText('See what was changed').click()
    expect(await page.locator('.difference del').first().isVisible()).toBe(true)
    await page.getByText('Read what it said before').click()
    await page.getByText('Mail to all customers is delayed.').waitFor({ state: 'visible' })
    await close()
    expect(await textOf(paths.over)).not.toContain('alert(1)</script>')
  })

  test('sends a post asked for under another kind to its own address', async () => {
    const answer = await get(paths.open.replace('incidents', 'releases'))
    expect(answer.status).toBe(301)
    expect(answer.headers.get('location')).toBe(paths.open)
  })

  test('does not know posts, kinds and months that are none', async () => {
    const wrong = [
      '/incidents/abcabcabcabc',
      "/incidents/'or'1'='1",
      '/outages/abcabcabcabc',
      '/history/2026-13',
      '/history/last-month',
      '/nothing-here',
    ]
    for (const path of wrong) {
      const answer = await get(path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(await answer.text()).toContain('There is nothing at this address.')
    }
  })

  test('names its own address, not the one that a visitor claims', async () => {
    const answer = await fetch(`${site.url}${paths.open}`, { headers: { 'x-forwarded-host': 'evil.test' } })
    const html = await answer.text()
    expect(html).toContain(`<link rel="canonical" href="${site.url}${paths.open}">`)
    expect(html).not.toContain('evil.test')
  })
})

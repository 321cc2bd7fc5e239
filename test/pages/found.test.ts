import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publish } from '#src/posts/publish.ts'
import { browser } from '#test/support/browser.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'

const TITLE = 'Ends </script><script>alert(1)</script> & "quotes"'
let site: Site
let path: string

beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
  const author = await anAuthor(site.db)
  await aComponent(site.db, 'Shop', { sort: 'place', opening_hours: '{"1":[["09:00","18:00"]]}' })
  const { postId } = await publish(site.db, anIncident({ title: TITLE, channels: [] }), {
    author,
    now: Date.now(),
    formKey: 'one',
  })
  path = `/incidents/${postId}`
})
afterAll(() => site?.stop())

const get = (address: string) => fetch(address.startsWith('http') ? address : site.url + address)
const textOf = async (address: string) => (await get(address)).text()
const metaOf = (html: string, property: string) =>
  new RegExp(`<meta property="${property}" content="([^"]*)"`).exec(html)?.[1]

test('a page tells those who link to it its title, its words and a picture that is there', async () => {
  for (const at of ['/', path]) {
    const html = await textOf(at)
    expect(metaOf(html, 'og:url')).toBe(site.url + at)
    expect(html).toContain(`<link rel="canonical" href="${site.url}${at}">`)
    expect(metaOf(html, 'og:description')).toBeTruthy()
    const picture = await get(metaOf(html, 'og:image')?.replaceAll('&#38;', '&') ?? '')
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
  }
  expect((await get('/og/abcabcabcabc.png')).status).toBe(404)
})

test('what search engines may know stands in the page, breaks out of nothing, and the policy has nothing against it', async () => {
  const chromium = await browser()
  const page = await chromium.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
  for (const at of ['/', path]) {
    await page.goto(site.url + at)
    const data = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? '')
    expect(data['@context']).toBe('https://schema.org')
    if (at === path) expect(data['@graph'][0].headline).toBe(TITLE)
    else expect(data['@graph'][1].openingHoursSpecification[0].dayOfWeek).toBe('Monday')
  }
  await chromium.close()
  expect(complaints).toEqual([])
})

test('the sitemap names every page, and robots are told where it is', async () => {
  const found = /Sitemap: (.*)/.exec(await textOf('/robots.txt'))?.[1] ?? ''
  const { urlset } = new XMLParser({ isArray: (name) => name === 'url' }).parse(await textOf(found))
  const urls: string[] = urlset.url.map(({ loc }: { loc: string }) => loc)
  expect(urls).toEqual(expect.arrayContaining([`${site.url}/`, `${site.url}/history`, site.url + path]))
  for (const url of urls) expect([url, (await get(url)).status]).toEqual([url, 200])
})

test('a sitemap of very many posts is split, each part of its own', async () => {
  const one = await site.db.selectFrom('posts').selectAll().executeTakeFirstOrThrow()
  const many = Array.from({ length: 5_001 }, (_, index) => ({
    ...one,
    id: `many${index}`,
    published_at: index,
    filed_at: index,
  }))
  for (let from = 0; from < many.length; from += 500)
    await site.db
      .insertInto('posts')
      .values(many.slice(from, from + 500))
      .execute()
  await publish(site.db, anIncident({ channels: [] }), {
    author: await anAuthor(site.db),
    now: Date.now(),
    formKey: 'two',
  })
  const ready = await get('/readyz')
  expect(ready.status).toBe(200)
  const index = await textOf('/sitemap.xml')
  const parts = [...index.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url = '']) => url)
  expect(parts).toEqual([`${site.url}/sitemap/1.xml`, `${site.url}/sitemap/2.xml`])
  const posts = (await Promise.all(parts.map(textOf))).flatMap((xml) =>
    [...xml.matchAll(/\/incidents\/(\w+)</g)].map(([, id]) => id),
  )
  expect(new Set(posts).size).toBe(5_003)
  expect(posts.length).toBe(5_003)
  for (const none of ['0', '3', '-1', 'x', '99999999'])
    expect((await get(`/sitemap/${none}.xml`)).status).toBe(404)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellStory } from '#db/demo/story.ts'
import { sayNext } from '#db/demo/today.ts'
import { touch } from '#db/queries/changes.ts'
import { updatePage } from '#db/queries/page.ts'
import { LANGUAGES } from '#src/words/language.ts'
import { pageWords } from '#src/words/page/index.ts'
import { pastWords } from '#src/words/past/index.ts'
import { type Site, startSite } from '#test/support/site.ts'

async function read(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

let site: Site
let paths: string[]
const now = Date.now()

beforeAll(async () => {
  site = await startSite()
  await tellStory(site.db, now - 3 * 3_600_000)
  const said = await sayNext(site.db, now - 60_000)
  await updatePage(site.db, { languages: JSON.stringify(LANGUAGES) })
  await touch(site.db, ['page'], now)
  await site.caughtUp()
  const posts = await site.db.selectFrom('posts').select(['id', 'kind']).execute()
  const each = ['incident', 'closure', 'release'].map((kind) => posts.find((post) => post.kind === kind))
  const [component] = await site.db
    .selectFrom('components')
    .select('id')
    .where('sort', '=', 'service')
    .execute()
  paths = [
    '/',
    '/?kind=release',
    '/history',
    '/history?q=payment',
    '/history?q=zzzz',
    '/uptime',
    `/uptime?component=${component?.id}`,
    `/incidents/${said?.postId}`,
    ...each.map((post) => `/${post?.kind}s/${post?.id}`),
    '/incidents/nothing1',
  ]
})
afterAll(() => site.stop())

const inGerman = (path: string) =>
  path.startsWith('/?') ? `/de${path.slice(1)}` : `/de${path}`.replace(/\/$/, '')

/** Texts of the English catalogue long enough to be known again; what programs and scripts find in attributes too. */
const ENGLISH = [pageWords('en'), pastWords('en')]
  .flatMap((words) =>
    Object.values(words).flatMap((one) => (typeof one === 'object' ? Object.values(one) : [one])),
  )
  .filter((one) => typeof one === 'string')
  .flatMap((text) => text.split(/\{\w*\}/))
  .map((text) => text.trim())
  .filter((text) => text.length > 5 && !/^(?:Status|Incident|Component|Components)$/.test(text))

describe('a page in several languages', () => {
  test('has no word of ours left in English, and every link of it stays in its language', async () => {
    for (const path of paths) {
      const { text, headers } = await read(site.url + inGerman(path), { 'accept-language': 'en' })
      expect(text, path).toContain('<html lang="de">')
      expect([path, headers.get('content-language')]).toEqual([path, 'de'])
      // What was written by staff, and what is hidden from readers, is none of our words.
      const ours = text
        .replace(/<script[\s\S]*?<\/script>/g, '')
        .replace(/<(\w+)[^>]* lang="en"[^>]*>[\s\S]*?<\/\1>/g, '')
      const left = ENGLISH.filter((one) => ours.includes(`>${one}<`) || ours.includes(`"${one}"`))
      expect([path, left]).toEqual([path, []])
      const links = [...ours.matchAll(/<a[^>]* href="(\/[^"]*)"/g)].map(([, href]) => href ?? '')
      const lost = links.filter((href) => !/^\/(?:[a-z]{2}(?=[/?#]|$)|api$)/.test(href))
      expect([path, lost]).toEqual([path, []])
    }
  })

  test('speaks as the browser asks, says so, and leads search engines to each language', async () => {
    const of = (accept: string) => read(`${site.url}/history`, { 'accept-language': accept })
    const arabic = await of('ar-EG, en;q=0.5')
    expect(arabic.text).toContain('<html lang="ar" dir="rtl">')
    expect(arabic.headers.get('vary')).toContain('accept-language')
    expect((await of('sv, ja;q=0.2')).text).toContain('<html lang="ja">')
    const own = await of('sv')
    expect(own.text).toContain('<html lang="en">')
    for (const language of LANGUAGES)
      expect(own.text).toContain(`hreflang="${language}" href="${site.url}/${language}/history"`)
    expect(own.text).toContain(`hreflang="x-default" href="${site.url}/history"`)
    const map = await read(`${site.url}/sitemap.xml`)
    expect(map.text).toContain(`hreflang="de" href="${site.url}/de/history"`)
  })

  test('programs and staff read what they always read, whatever their language', async () => {
    for (const path of ['/badge.svg', '/api/v2/summary.json', '/history.atom', '/admin/login', '/api']) {
      const [one, other] = await Promise.all([
        read(site.url + path, { 'accept-language': 'de' }),
        read(site.url + path),
      ])
      expect([path, one.text === other.text]).toEqual([path, true])
    }
    for (const path of ['/de/admin', '/de/admin/login', '/de/api', '/de/%61dmin/login', '/de/healthz'])
      expect([path, (await read(site.url + path)).status]).toEqual([path, 404])
  })
})

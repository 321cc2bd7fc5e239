import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const now = Date.now()

let site: Site
let api: string

beforeAll(async () => {
  site = await startSite()
  await aPage(site.db, { time_zone: 'UTC' })
  const author = await anAuthor(site.db)
  api = await aComponent(site.db, 'API')
  const shop = await aComponent(site.db, 'Shop')
  const entry = { statuses: {}, nextUpdateBy: null, channels: [] }
  let key = 0
  const tell = async (title: string, body: string, component: string, ago: number) => {
    const by = () => ({ author, now: now - ago, formKey: `key ${++key}` })
    const draft = anIncident({ title, body, componentIds: [component], channels: [] })
    const { postId } = await publish(site.db, draft, by())
    await update(site.db, postId, { ...entry, state: 'resolved', body: 'Over.' }, by())
  }
  await tell('Requests fail', 'A café’s <b>certificate</b> has expired.', api, 2 * DAY)
  await tell('Cards refused', 'The bank is slow.', shop, 3 * DAY)
  await tell('Long ago', 'A disk was full.', api, 200 * DAY)
  for (let i = 0; i < 25; i += 1) await tell(`Delay number ${i}`, 'Parcels are late.', shop, (300 + i) * DAY)
})

afterAll(() => site?.stop())

const get = (path: string) => fetch(site.url + path, { redirect: 'manual' })
const html = async (path: string) => (await get(path)).text()

describe('lists', () => {
  test('are narrowed to a component, by a link or by a plain form', async () => {
    const page = await html(`/?component=${api}`)
    expect(page).toContain('Requests fail')
    expect(page).not.toContain('Cards refused')
    expect(page).toContain('Only what concerns API.')
    expect(page).toMatch(new RegExp(`<option value="${api}" selected`))
    expect(await html(`/?component=${api}&kind=release`)).not.toContain('Requests fail')
  })

  test('that are asked for what is not there lead to what is, so that no page is drawn for it', async () => {
    for (const [asked, there] of [
      ['/?component=nonsense', '/'],
      [`/?kind=none&component=${api}`, `/?component=${api}`],
      ['/?page=4', '/'],
      ['/history?page=nonsense', '/history'],
      ['/history?component=nonsense', '/history'],
      ['/history/2026-11?kind=none', '/history/2026-11'],
      ['/uptime?component=nonsense&page=2', '/uptime'],
    ]) {
      const answer = await get(asked ?? '')
      expect([answer.status, answer.headers.get('location')], asked).toEqual([302, there])
    }
    expect((await get('/?component=&kind=')).status).toBe(200)
  })

  test('reach back month by month, narrowed as they were', async () => {
    const page = await html(`/history?component=${api}`)
    const earlier = page.match(/rel="prev" href="([^"]+)"/)?.[1]?.replace('&amp;', '&')
    expect(earlier).toContain(`component=${api}`)
    expect(await html(earlier ?? '')).toContain('Long ago')
  })

  test('give every day an address, to which days with trouble lead', async () => {
    const date = new Date(now - 2 * DAY).toISOString().slice(0, 10)
    expect(await html(`/history/${date.slice(0, 7)}`)).toContain(`id="d-${date}"`)
  })

  test('understand the quarters of another status page', async () => {
    const answer = await get('/history?page=2')
    expect(answer.status).toBe(302)
    const month = Temporal.PlainYearMonth.from(new Date(now).toISOString().slice(0, 7))
    expect(answer.headers.get('location')).toBe(`/history/${month.subtract({ months: 3 })}`)
    expect((await get('/history?page=1')).status).toBe(200)
  })

  test('carry a fact that lasts, not the minute at which they were drawn', async () => {
    const page = await html('/')
    expect(page).not.toContain('As of')
    expect(page).toMatch(/No incident since <time[^>]*>\d+ \w{3}/)
  })
})

describe('a post', () => {
  test('answers to the address that it had on the page from which it was imported', async () => {
    const { id } = await site.db
      .selectFrom('posts')
      .select('id')
      .where('title', '=', 'Long ago')
      .executeTakeFirstOrThrow()
    await site.db
      .updateTable('posts')
      .set({ source: 'statuspage', source_id: 'kctbh9vrtdwd' })
      .where('id', '=', id)
      .execute()
    const answer = await get('/incidents/kctbh9vrtdwd')
    expect([answer.status, answer.headers.get('location')]).toEqual([301, `/incidents/${id}`])
  })

  test('says how the components that it concerns stand, while it is open', async () => {
    const author = await anAuthor(site.db, 'Rui Sá')
    const statuses = { [api]: 'partial_outage' } as const
    const draft = anIncident({
      title: 'Half of it fails',
      body: 'See above.',
      statuses,
      componentIds: [api],
      channels: [],
    })
    const { postId } = await publish(site.db, draft, { author, now: Date.now(), formKey: 'open' })
    expect(await html(`/incidents/${postId}`)).toMatch(/aria-label="Concerns">.*API<\/span>.*Partial outage/s)
  })
})

describe('search', () => {
  test('shows what was found with its words marked, and no markup of the author', async () => {
    const page = await html('/history?q=cafe+certificate')
    expect(page).toContain('Requests fail')
    expect(page).toContain('<mark>café</mark>')
    expect(page).toContain('<mark>certificate</mark>')
    expect(page).not.toContain('<b>certificate')
    expect(page).not.toContain('Cards refused')
  })

  test('goes on page by page', async () => {
    const first = await html('/history?q=delay')
    expect(first.match(/<mark>Delay<\/mark>/g)).toHaveLength(20)
    const more = first.match(/rel="next" href="([^"]+)"/)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = await html(more)
    expect(second.match(/<mark>Delay<\/mark>/g)).toHaveLength(5)
    expect(second).not.toContain('rel="next"')
  })

  test('says what to do when there is nothing', async () => {
    expect(await html('/history?q=unicorn')).toContain('No post contains all of “unicorn”.')
    expect(await html('/history?q=%22*')).toContain('Type a word or two to look for.')
    expect(await html('/history?q=delay&page=1')).toContain('There is nothing older.')
  })

  test('is kept by nobody, and takes whatever is typed', async () => {
    expect((await get('/history?q=delay')).headers.get('cache-control')).toBe('no-store')
    for (const typed of [
      "'; drop table posts --",
      '"',
      'NEAR(',
      '*',
      '%00',
      '%ff',
      '(((',
      'a:b:c',
      '😀',
      'x'.repeat(3000),
    ])
      expect([typed, (await get(`/history?q=${typed}`)).status]).toEqual([typed, 200])
    // Within a quoted attribute it is text.
    const page = await html('/history?q="><script>alert(1)</script>')
    expect(page.replaceAll(/value="[^"]*"/g, '')).not.toContain('<script>alert')
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publish } from '#src/posts/publish.ts'
import { setStatus } from '#src/status/set-status.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { ask } from '#test/support/routes.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const ADDRESSES = [
  '/api/v2/summary.json',
  '/api/v2/status.json',
  '/api/v2/components.json',
  '/api/v2/incidents.json',
  '/api/v2/incidents/unresolved.json',
  '/api/v2/scheduled-maintenances.json',
  '/api/v2/scheduled-maintenances/upcoming.json',
  '/api/v2/scheduled-maintenances/active.json',
  '/history.json',
  '/history.json?page=2',
  '/summary.json',
]

let site: Site
let broken: string
let web: string
beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
  broken = await aComponent(site.db, '<b>API</b>')
  web = await aComponent(site.db, 'Web', { position: 2 })
  const draft = anIncident({
    title: 'It is </script> down',
    statuses: { [broken]: 'major_outage' },
    componentIds: [broken],
    startedAt: Date.now(),
    channels: ['email'],
  })
  const author = await anAuthor(site.db)
  await publish(site.db, draft, { author, now: Date.now(), formKey: 'one' })
  await publish(site.db, anIncident({ kind: 'release', state: 'released', impact: null, title: 'New' }), {
    author,
    now: Date.now(),
    formKey: 'two',
  })
})
afterAll(() => site?.stop())

const get = async (path: string) => (await fetch(site.url + path)).json()

describe("Statuspage's public API over HTTP", () => {
  test.each(ADDRESSES)('%s answers JSON that any page of the web may read', async (path) => {
    const answer = await ask(site.port, path, { headers: { origin: 'https://other.example' } })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(answer.headers['cache-control']).toMatch(/^public/)
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(() => JSON.parse(answer.body)).not.toThrow()
  })

  test.each(ADDRESSES)('%s: a browser may ask before, from anywhere', async (path) => {
    const { status, headers } = await ask(site.port, path, {
      method: 'OPTIONS',
      headers: { origin: 'https://other.example', 'access-control-request-method': 'GET' },
    })
    expect([status, headers['access-control-allow-origin']]).toEqual([204, '*'])
  })

  test.each(ADDRESSES)('%s: whoever has it already is told so, and may still read that', async (path) => {
    const headers = { origin: 'https://other.example' }
    const { etag } = (await ask(site.port, path, { headers })).headers
    const again = await ask(site.port, path, { headers: { ...headers, 'if-none-match': String(etag) } })
    expect([again.status, again.body, again.headers['access-control-allow-origin']]).toEqual([304, '', '*'])
  })

  test('a change is told in the very next answer', async () => {
    const before = await get('/api/v2/status.json')
    await setStatus(site.db, web, 'major_outage', { id: 1, name: 'Ana' }, Date.now())
    await until(async () => {
      const { status, page } = await get('/api/v2/status.json')
      return status.indicator === 'critical' && page.updated_at > before.page.updated_at
    })
    await setStatus(site.db, web, 'operational', { id: 1, name: 'Ana' }, Date.now())
    await until(async () => (await get('/api/v2/status.json')).status.indicator === 'major')
  })

  test.each(['/api/v2/', '/api/v2/summary', '/api/v2/constructor', '/api/v2/x.json', '/history.json?page=0'])(
    '%s is not there, and says so in JSON',
    async (path) => {
      const answer = await ask(site.port, path)
      expect(answer.status).toBe(404)
      expect(JSON.parse(answer.body).error.code).toBe('not_found')
    },
  )

  test('the summary tells the incident, and no release', async () => {
    const summary = await get('/api/v2/summary.json')
    expect(summary.status).toEqual({ indicator: 'major', description: 'Partial System Outage' })
    expect(summary.page.id).toMatch(/^[a-z0-9]{12}$/)
    expect(summary.incidents).toHaveLength(1)
    const [incident] = summary.incidents
    expect(incident).toMatchObject({ name: 'It is </script> down', status: 'investigating', impact: 'minor' })
    expect(incident.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(incident.incident_updates[0]).toMatchObject({
      deliver_notifications: true,
      affected_components: [
        { code: broken, name: '<b>API</b>', old_status: 'operational', new_status: 'major_outage' },
      ],
    })
    expect(JSON.stringify(await get('/history.json'))).not.toContain('"New"')
  })

  test('the page keeps its id', async () => {
    const [one, two] = [await get('/api/v2/status.json'), await get('/api/v2/components.json')]
    expect(one.page.id).toBe(two.page.id)
  })

  test('the history holds three months a page, each once', async () => {
    const [one, two] = [await get('/history.json'), await get('/history.json?page=2')]
    const names = [...one.months, ...two.months].map(({ name, year }) => `${name} ${year}`)
    expect(new Set(names).size).toBe(6)
    expect(one.months[0].incidents[0]).toMatchObject({ name: 'It is </script> down', impact: 'minor' })
    expect(one.months[0].incidents[0].timestamp).toMatch(
      /<var data-var='date'>\d+<\/var>, <var data-var='time'>/,
    )
  })
})

import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPage } from '#db/queries/page.ts'
import { publish } from '#src/posts/publish.ts'
import { makeToken } from '#src/staff/token.ts'
import { browser } from '#test/support/browser.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'
import { ask } from '#test/support/routes.ts'
import { type Site, startSite } from '#test/support/site.ts'

const require = createRequire(import.meta.url)

let site: Site
let api: string
let page: string
let token: string
beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
  api = await aComponent(site.db, 'API')
  await aComponent(site.db, 'Web', { position: 2 })
  page = `/api/v1/pages/${(await findPage(site.db))?.public_id}`
  token = await makeToken(site.db, { name: 'Tool', role: 'admin' }, await aMember(site.db), Date.now())
  const draft = anIncident({ title: 'Down', statuses: { [api]: 'major_outage' }, componentIds: [api] })
  const by = { author: await anAuthor(site.db), now: Date.now(), formKey: 'down' }
  await publish(site.db, { ...draft, startedAt: Date.now() }, by)
})
afterAll(() => site?.stop())

describe('the npm client statuspage.io 3.1.1', () => {
  test('reads everything that it knows of', async () => {
    const { Statuspage } = require('statuspage.io')
    const client = new Statuspage('abcdefghijkl')
    client.setApiUrl(site.url)
    const { api: asks } = client
    expect((await asks.getStatus()).status).toEqual({
      indicator: 'major',
      description: 'Partial System Outage',
    })
    expect((await asks.getComponents()).components.map(({ name }: { name: string }) => name)).toEqual([
      'API',
      'Web',
    ])
    expect((await asks.getSummary()).incidents[0].name).toBe('Down')
    expect((await asks.incidents.getAll()).incidents).toHaveLength(1)
    expect((await asks.incidents.getUnresolved()).incidents).toHaveLength(1)
    const { scheduledMaintenances } = asks
    for (const which of ['getAll', 'getUpcoming', 'getActive'])
      expect((await scheduledMaintenances[which]()).scheduled_maintenances).toEqual([])
  })
})

describe("Atlassian's own @statuspage/status-widget", () => {
  let foreign: Server
  let chromium: Browser
  beforeAll(async () => {
    const script = readFileSync(require.resolve('@statuspage/status-widget/dist/index.js'))
    foreign = createServer((req, res) => {
      const isScript = req.url === '/widget.js'
      res.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
      const widgets = ['basic', 'badge'].map(
        (look) => `<statuspage-widget src="${site.url}" appearance="${look}"></statuspage-widget>`,
      )
      res.end(isScript ? script : `<!doctype html><body>${widgets}<script src="/widget.js"></script>`)
    }).listen(0, '127.0.0.1')
    chromium = await browser()
  })
  afterAll(async () => {
    await chromium?.close()
    foreign?.close()
  })

  test('shows our status on a page of somebody else', async () => {
    const seen = await chromium.newPage()
    const faults: string[] = []
    seen.on('pageerror', (error) => faults.push(String(error)))
    await seen.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`)
    await seen.waitForFunction(() =>
      [...document.querySelectorAll('statuspage-widget')].every((one) =>
        one.shadowRoot?.textContent?.includes('Partial System Outage'),
      ),
    )
    expect(await seen.locator('statuspage-widget').count()).toBe(2)
    // Its bundle stumbles over its own loader when it is through, whatever page it reads.
    expect(faults.filter((fault) => !fault.includes('parcelRequire'))).toEqual([])
  })
})

describe('requests as tools really make them', () => {
  const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await ask(site.port, page + path, {
      method,
      headers: { authorization: `OAuth ${token}`, ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, json: answer.body ? JSON.parse(answer.body) : undefined }
  }
  const json = { 'content-type': 'application/json' }

  // yannh/statuspage-go-sdk names no content type, and does not wrap a group that it changes.
  test('a Terraform provider makes, reads, changes and removes a component and its group', async () => {
    const component = { name: 'Search', description: '', only_show_if_degraded: false, showcase: true }
    const made = await send('POST', '/components', { component: { ...component, status: 'operational' } })
    expect(made.status).toBe(201)
    const one = `/components/${made.json.id}`
    expect((await send('GET', one)).json).toMatchObject({
      name: 'Search',
      status: 'operational',
      showcase: true,
    })
    const renamed = { component: { ...component, name: 'Find', status: 'operational' } }
    expect(await send('PATCH', one, renamed)).toMatchObject({ status: 200, json: { name: 'Find' } })
    const group = await send('POST', '/component-groups', {
      component_group: { name: 'Core', description: 'All', components: [made.json.id] },
    })
    expect(group).toMatchObject({ status: 201, json: { components: [made.json.id] } })
    const all = `/component-groups/${group.json.id}`
    const bare = { name: 'Core services', description: 'All', components: [made.json.id] }
    expect(await send('PATCH', all, bare)).toMatchObject({ status: 200, json: { name: 'Core services' } })
    expect((await send('DELETE', all)).status).toBe(200)
    expect((await send('DELETE', one)).status).toBe(204)
    expect((await send('GET', one)).status).toBe(404)
  })

  // nathandeamer/prometheus-alerts-to-statuspage: a component without a status where no alert names one.
  test('a bridge from Prometheus opens an incident, finds it again by its component, and resolves it', async () => {
    const alert = (status: string, health: string) => ({
      incident: {
        name: 'Alert',
        impact_override: 'none',
        status,
        body: `It is ${status}.`,
        components: { [api]: health },
        component_ids: [api],
      },
    })
    const opened = await send('POST', '/incidents', alert('identified', ''), json)
    expect(opened).toMatchObject({
      status: 201,
      json: { impact: 'none', components: [{ status: 'major_outage' }] },
    })
    const found = (await send('GET', '/incidents/unresolved')).json.filter(
      ({ components }: { components: { id: string }[] }) => components.some(({ id }) => id === api),
    )
    expect(found.map(({ name }: { name: string }) => name)).toContain('Alert')
    const one = `/incidents/${opened.json.id}`
    expect((await send('PATCH', one, alert('monitoring', 'partial_outage'), json)).status).toBe(200)
    const done = await send('PATCH', one, alert('resolved', 'operational'), json)
    expect(done).toMatchObject({
      status: 200,
      json: { status: 'resolved', components: [{ status: 'operational' }] },
    })
  })

  test('a script sends JSON and calls it a form, as curl does by itself', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const down = { component: { status: 'degraded_performance' } }
    expect(await send('PATCH', `/components/${api}`, down, form)).toMatchObject({
      status: 200,
      json: { status: 'degraded_performance' },
    })
  })

  test('a program sends null for what it does not mean', async () => {
    const { status } = await send(
      'POST',
      '/incidents',
      {
        incident: {
          name: 'Nulls',
          status: null,
          body: null,
          components: null,
          component_ids: null,
          metadata: null,
          deliver_notifications: null,
          scheduled_for: null,
          impact_override: null,
        },
      },
      json,
    )
    expect(status).toBe(201)
  })
})

import { HtmlValidate } from 'html-validate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DOORS } from '#src/api/doors.ts'
import { openApi } from '#src/api/openapi.ts'
import { aPage } from '#test/support/makers.ts'
import { builtRoutes } from '#test/support/routes.ts'
import { type Site, startSite } from '#test/support/site.ts'

let site: Site
beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
})
afterAll(() => site?.stop())

test('the description is served as it is made, to any page of the web, and may be kept', async () => {
  const answer = await fetch(`${site.url}/api/openapi.json`)
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(openApi(site.url))))
  const etag = answer.headers.get('etag') ?? ''
  expect(etag).not.toBe('')
  expect((await fetch(`${site.url}/api/openapi.json`, { headers: { 'if-none-match': etag } })).status).toBe(
    304,
  )
})

test('/api tells people of every one of them, how to be let in and what may go wrong, without script', async () => {
  const html = await (await fetch(`${site.url}/api`)).text()
  for (const { path, summary } of DOORS) {
    expect(html).toContain(`/api/v1${path}`)
    expect(html).toContain(summary)
  }
  for (const words of [
    'Authorization: Bearer',
    'Idempotency-Key',
    'Retry-After',
    '/hooks/monitors/{token}',
    '/api/v2/summary.json',
    '/closures.ics',
  ])
    expect(html).toContain(words)
  const elsewhere = [...html.matchAll(/(?:src|href)="(https?:\/\/[^"]+)"/g)].map(
    ([, address = '']) => address,
  )
  expect(elsewhere.filter((address) => !address.startsWith(site.url))).toEqual([])
})

test('/api is valid HTML', async () => {
  const off = ['no-trailing-whitespace', 'doctype-style', 'void-style', 'long-title']
  const rules = Object.fromEntries(off.map((rule) => [rule, 'off'] as const))
  const checker = new HtmlValidate({ extends: ['html-validate:standard'], rules })
  const report = await checker.validateString(await (await fetch(`${site.url}/api`)).text())
  const found = report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message }) => [ruleId, message]),
  )
  expect(found).toEqual([])
})

test('every public address that is described is a route of the site', () => {
  const routes = builtRoutes()
  for (const path of Object.keys(openApi('https://x.example').paths)) {
    const route = path.replace('{token}', '[token]').replace(/^\/api\/(v[12])\/.*/, '/api/$1/[...path]')
    expect(routes, path).toContain(route)
  }
})

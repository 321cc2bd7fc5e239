import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAlerts } from '#db/queries/alerts.ts'
import { CALLS } from '#src/monitors/receive.ts'
import { sendForm, signInCookie } from '#test/support/forms.ts'
import { aComponent, aPage } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { ask } from '#test/support/routes.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { alerting } from '../monitors/bodies.ts'
import { PUBLISHES } from '../monitors/world.ts'

let site: Site
let cookie: string
let search: string
beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
  const { email } = await aMember(site.db, 'admin')
  search = await aComponent(site.db, 'Search')
  cookie = await signInCookie(site.url, email, PASSWORD)
})
afterAll(() => site?.stop())

const page = async (path: string) => (await fetch(`${site.url}${path}`, { headers: { cookie } })).text()

/** Makes a hook as staff do, without script; gives the path that a monitor calls and the page of the hook. */
async function aHook(fields: Record<string, string> = {}) {
  const typed = { name: 'Automatic check', format: 'any', secret: '', ...fields }
  const html = await (await sendForm(site.url, '/admin/monitors', 'monitors.make', typed, cookie)).text()
  const path = /<code class="token"[^>]*>[^<]*?(\/hooks\/monitors\/[\w-]{32})<\/code>/.exec(html)?.[1] ?? ''
  const id = /href="\/admin\/monitors\/([a-z0-9]{12})"[^>]*>Write its rules/.exec(html)?.[1] ?? ''
  return { path, id, here: `/admin/monitors/${id}` }
}

const call = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(site.port, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body),
  })

test('from the form to the page: an address is made and shown once, a rule is written, an alarm is published under its name', async () => {
  const { path, id, here } = await aHook({ name: 'Our night watch' })
  expect(path).toMatch(/^\/hooks/)
  for (const seen of [await page('/admin/monitors'), await page(here)]) expect(seen).not.toContain(path)
  const rows = await site.db.selectFrom('hooks').selectAll().where('id', '=', id).execute()
  expect(JSON.stringify(rows)).not.toContain(path.split('/').at(-1))
  const wrong = await sendForm(
    site.url,
    `${here}/new`,
    'monitors.keepRule',
    { ...PUBLISHES, hook: id, title: '', text: '{{constructor}} words that were typed', graceMinutes: '-1' },
    cookie,
  )
  expect(wrong.status).toBe(422)
  const again = await wrong.text()
  expect(again).toContain('words that were typed')
  const kept = await sendForm(
    site.url,
    `${here}/new`,
    'monitors.keepRule',
    { ...PUBLISHES, hook: id, components: search },
    cookie,
  )
  expect([kept.status, kept.headers.get('location')]).toEqual([303, here])
  const tried = await sendForm(
    site.url,
    here,
    'monitors.rehearse',
    { hook: id, body: JSON.stringify(alerting('firing', { summary: '<b>x</b>' })) },
    cookie,
  )
  expect(await tried.text()).toMatch(/It would be published, and people would be told\.[\s\S]*&lt;b&gt;x/)
  expect(await site.db.selectFrom('posts').selectAll().execute()).toEqual([])
  const heard = await call(path, alerting('firing'))
  expect([heard.status, JSON.parse(heard.body)]).toEqual([202, { heard: true, made: 'published' }])
  const front = await page('/')
  expect(front).toContain('Search does not answer')
  expect(front).toContain('Our night watch')
  expect(front).not.toContain('es-1:9100')
  expect(await page(here)).toMatch(/Published[\s\S]*Search is down on es-1:9100/)
  await call(path, alerting('resolved'))
  expect(await page('/')).toContain('Searching works again.')
})

test('an unknown or revoked token is not found, whatever is sent to it', async () => {
  const { path, id, here } = await aHook()
  for (const wrong of ['x', 'a'.repeat(32), path.split('/').at(-1)?.slice(1), '%00', '__proto__'])
    expect([400, 404]).toContain((await call(`/hooks/monitors/${wrong}`, alerting('firing'))).status)
  await sendForm(site.url, here, 'monitors.revoke', { hook: id }, cookie)
  expect((await call(path, alerting('firing'))).status).toBe(404)
  expect((await ask(site.port, path)).status).toBe(404)
})

test('a signing secret is asked for each time, and never stands in the database as it is', async () => {
  const refused = await sendForm(
    site.url,
    '/admin/monitors',
    'monitors.make',
    { name: 'Pager', format: 'any', secret: 'a-signing-secret' },
    cookie,
  )
  expect(refused.status).toBe(422)
  const { path, id } = await aHook({ name: 'Pager', format: 'pagerduty', secret: 'a-signing-secret' })
  const hook = await site.db.selectFrom('hooks').selectAll().where('id', '=', id).executeTakeFirst()
  expect(hook?.secret).toMatch(/^[\w-]{40,}$/)
  const data = { id: 'P1', type: 'incident', status: 'triggered', title: 'Down' }
  const body = JSON.stringify({ event: { event_type: 'incident.triggered', data } })
  const signature = (secret: string) => ({
    'x-pagerduty-signature': `v1=${createHmac('sha256', secret).update(body).digest('hex')}`,
  })
  expect((await call(path, body)).status).toBe(403)
  expect((await call(path, body, signature('another'))).status).toBe(403)
  expect((await call(path, body, signature('a-signing-secret'))).status).toBe(202)
})

test('what cannot be read is refused, staff are told once, and it ends with the first body that can', async () => {
  const { path, here } = await aHook()
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const alerts = `{"status":"firing","alerts":[${Array(10_000).fill('{"labels":{"a":1}}').join()}]}`
  const hostile: [string | Buffer, number][] = [
    ['', 400],
    ['{', 400],
    ['null', 400],
    [deep, 400],
    [Buffer.from('{"title":"\xff\xfe","status":"firing"}', 'latin1'), 400],
    ['{"__proto__":{"title":"x","status":"firing"}}', 400],
    ['{"title":{"$gt":""},"status":"firing"}', 400],
    ['x'.repeat(300 * 1024), 413],
    [alerts, 202],
    [
      JSON.stringify({
        title: '<script>alert(1)</script>\u0000',
        status: 'firing',
        labels: { constructor: '1' },
      }),
      202,
    ],
  ]
  for (const [body, status] of hostile.slice(0, 8))
    expect([body.length, (await call(path, body)).status]).toEqual([body.length, status])
  const alert = async () => (await listAlerts(site.db, Date.now())).filter(({ kind }) => kind === 'monitor')
  expect(await alert()).toHaveLength(1)
  expect(await page('/admin')).toMatch(/What the monitor “Automatic check” sends cannot be read/)
  for (const [body, status] of hostile.slice(8)) expect((await call(path, body)).status).toBe(status)
  expect(await alert()).toHaveLength(0)
  const log = await page(here)
  expect(log).toContain('Cannot be read')
  expect(log).not.toContain('<script>alert(1)')
})

test('calls without end are answered 429', async () => {
  const { path } = await aHook()
  let limited = 0
  for (let n = 0; n < CALLS.limit + 10; n += 1) {
    const { status, headers } = await call(path, '{')
    if (status === 429) limited += headers['retry-after'] ? 1 : 0
  }
  expect(limited).toBe(10)
})

test('an editor sees what came and may try; only an admin makes addresses and rules', async () => {
  const { here, id } = await aHook()
  const { email } = await aMember(site.db, 'editor')
  const editor = await signInCookie(site.url, email, PASSWORD)
  const seen = await fetch(`${site.url}${here}`, { headers: { cookie: editor } })
  expect(seen.status).toBe(200)
  expect(await seen.text()).not.toContain('New rule')
  expect((await fetch(`${site.url}${here}/new`, { headers: { cookie: editor } })).status).toBe(403)
  const made = await sendForm(
    site.url,
    '/admin/monitors',
    'monitors.make',
    { name: 'x', format: 'any' },
    editor,
  )
  expect(made.status).toBe(403)
  expect(id).toMatch(/^[a-z0-9]{12}$/)
})

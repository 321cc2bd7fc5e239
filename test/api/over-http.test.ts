import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPage } from '#db/queries/page.ts'
import { makeToken } from '#src/staff/token.ts'
import { readForm, sendForm, signInCookie } from '#test/support/forms.ts'
import { aComponent, aPage } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { ask } from '#test/support/routes.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

let site: Site
let token: string
let incidents: string
let owner: Awaited<ReturnType<typeof aMember>>
beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
  await aComponent(site.db, 'API')
  owner = await aMember(site.db, 'owner', 'Olga', 'olga@acme.test')
  token = await makeToken(site.db, { name: 'Monitor', role: 'editor' }, owner, Date.now())
  incidents = `/api/v1/pages/${(await findPage(site.db))?.public_id}/incidents`
})
afterAll(() => site?.stop())

const posts = async () => (await site.db.selectFrom('posts').selectAll().execute()).length
const send = (body: string, headers: Record<string, string> = {}, path = incidents) =>
  ask(site.port, path, {
    method: 'POST',
    body,
    headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json', ...headers },
  })

test('a program posts from anywhere, and the page and its API say so at once', async () => {
  const answer = await send('{"incident":{"name":"Posted by a program"}}', {
    origin: 'https://other.example',
    'sec-fetch-site': 'cross-site',
  })
  expect(answer.status).toBe(201)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  const read = async (path: string) => (await ask(site.port, path)).body
  await until(async () => (await read('/')).includes('Posted by a program'))
  await until(async () => (await read('/api/v2/summary.json')).includes('Posted by a program'))
})

test('a cookie opens nothing here, not even that of an owner on our own page', async () => {
  const cookie = await signInCookie(site.url, 'olga@acme.test', PASSWORD)
  const before = await posts()
  for (const authorization of ['', 'OAuth nonsense']) {
    const answer = await send('{"incident":{"name":"x"}}', {
      authorization,
      cookie,
      origin: site.url,
      'sec-fetch-site': 'same-origin',
    })
    expect(answer.status).toBe(401)
    expect(JSON.parse(answer.body).message).toMatch(/token/)
  }
  expect(await posts()).toBe(before)
})

test('a token in the address is not looked at: addresses are written to logs', async () => {
  const { status } = await ask(site.port, `${incidents}?api_key=${token}`)
  expect(status).toBe(401)
})

test('what is too long is refused before anybody looks at it', async () => {
  const before = await posts()
  const answer = await send(`{"incident":{"name":"long","body":"${'x'.repeat(300 * 1024)}"}}`)
  expect(answer.status).toBe(413)
  expect(await posts()).toBe(before)
})

test('an action is not to be smuggled in by a token', async () => {
  const { status } = await send(
    'name=x',
    { 'content-type': 'application/x-www-form-urlencoded' },
    `${incidents}?_action=tokens.make`,
  )
  expect(status).toBe(403)
})

test('neither the token nor what is wrong with it reaches the log', async () => {
  await send('{', {})
  await send('{}', { authorization: `OAuth ${token}x` })
  expect(site.output()).not.toContain(token.slice('candor_'.length))
})

test('an owner makes a token in the staff area, sees it once, and ends it', async () => {
  const cookie = await signInCookie(site.url, 'olga@acme.test', PASSWORD)
  const made = await (
    await sendForm(site.url, '/admin/tokens', 'tokens.make', { name: 'Pipeline', role: 'viewer' }, cookie)
  ).text()
  const [fresh = ''] = /candor_[\w-]{43}/.exec(made) ?? []
  const uses = async () =>
    (await ask(site.port, incidents, { headers: { authorization: `Bearer ${fresh}` } })).status
  expect(await uses()).toBe(200)
  const page = await (await fetch(`${site.url}/admin/tokens`, { headers: { cookie } })).text()
  expect(page).toContain('Pipeline')
  expect(page).not.toContain(fresh)
  const [id = ''] = readForm(page)
    .named('token')
    .map(({ value }) => value)
  await sendForm(site.url, '/admin/tokens', 'tokens.revoke', { token: id }, cookie)
  await until(async () => (await uses()) === 401)
})

test('a form that is wrong comes back with what was typed; staff who are no owners see nothing', async () => {
  const cookie = await signInCookie(site.url, 'olga@acme.test', PASSWORD)
  const wrong = await sendForm(site.url, '/admin/tokens', 'tokens.make', { name: '', role: 'viewer' }, cookie)
  expect(wrong.status).toBe(422)
  expect(readForm(await wrong.text()).problems.name).toMatch(/which program/)
  await aMember(site.db, 'admin', 'Adam', 'adam@acme.test')
  const other = await signInCookie(site.url, 'adam@acme.test', PASSWORD)
  expect((await fetch(`${site.url}/admin/tokens`, { headers: { cookie: other } })).status).toBe(403)
})

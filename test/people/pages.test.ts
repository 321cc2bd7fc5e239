import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_BODY } from '#src/server/limits.ts'
import type { Role } from '#src/staff/roles.ts'
import { sendForm, signInCookie } from '#test/support/forms.ts'
import { aPage, aSubscriber } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'

let site: Site
let anna: number
const cookies: Partial<Record<Role, string>> = {}
const ids: Partial<Record<Role, number>> = {}
const SECRETS = /anna\.secret|Anna Verborgen|call of Tuesday/

beforeAll(async () => {
  site = await startSite()
  const { db } = site
  await aPage(db)
  const now = Date.now()
  anna = await aSubscriber(db, {
    address: 'anna.secret@example.com',
    name: 'Anna Verborgen',
    created_at: now,
    confirmed_at: now,
  })
  const evidence = 'call of Tuesday'
  const consent = { subscriber_id: anna, at: now, act: 'vouched', text_version: 'x', ip_hash: null, evidence }
  await db.insertInto('consents').values(consent).execute()
  for (const role of ['viewer', 'editor', 'admin'] as const) {
    const { id, email } = await aMember(db, role)
    ids[role] = id
    cookies[role] = await signInCookie(site.url, email, PASSWORD)
  }
})
afterAll(() => site?.stop())

const as = (role: Role, path: string, more: RequestInit = {}) =>
  fetch(`${site.url}${path}`, {
    redirect: 'manual',
    ...more,
    headers: {
      cookie: cookies[role] ?? '',
      origin: site.url,
      'sec-fetch-site': 'same-origin',
      ...more.headers,
    },
  })
const post = (role: Role, path: string, fields: Record<string, string> = {}) =>
  as(role, path, { method: 'POST', body: new URLSearchParams(fields) })
const brought = (role: Role, bytes: Uint8Array<ArrayBuffer>) => {
  const body = new FormData()
  body.set('file', new File([bytes], 'list.csv'))
  return as(role, '/admin/subscribers/imports/upload', { method: 'POST', body })
}

/** Nothing of what was signed in longer ago than ten minutes speaks for whoever sits there. */
const longAgo = (role: Role) =>
  site.db
    .updateTable('sessions')
    .set({ created_at: Date.now() - 11 * 60_000 })
    .where('staff_id', '=', ids[role] ?? 0)
    .execute()

test('who may only read sees neither addresses nor names nor what was written about a consent, on no page', async () => {
  expect((await as('admin', `/admin/subscribers/${anna}`)).status).toBe(200)
  const pages = ['', `/${anna}`, '?q=anna.secret@example.com', '?state=active', '/quarantine', '/growth']
  for (const page of pages) {
    const seen = await as('viewer', `/admin/subscribers${page}`)
    expect([page, seen.status]).toEqual([page, 200])
    const text = (await seen.text()).replace(/value="anna\.secret@example\.com"/g, '')
    expect([page, SECRETS.exec(text)?.[0]]).toEqual([page, undefined])
  }
  expect(await (await as('viewer', '/admin/subscribers?q=anna.secret@example.com')).text()).toContain(
    'a•••@example.com',
  )
  const guess = await (await as('viewer', '/admin/subscribers?q=anna.s')).text()
  expect(guess).not.toContain('a•••@example.com')
  expect(guess).toContain('Give the whole address')
  expect(await (await as('editor', `/admin/subscribers/${anna}`)).text()).toMatch(SECRETS)
})

test.each([
  ['/new', 'editor'],
  ['/imports', 'editor'],
  ['/imports/1', 'editor'],
  ['/imports/1/problems', 'editor'],
  ['/export', 'admin'],
] as const)('%s is for those who are at least %s', async (path, needed) => {
  for (const role of ['viewer', 'editor', 'admin'] as const) {
    const { status } = await as(role, `/admin/subscribers${path}`)
    const may = ['viewer', 'editor', 'admin'].indexOf(role) >= ['viewer', 'editor', 'admin'].indexOf(needed)
    expect([role, status === 403]).toEqual([role, !may])
  }
})

test('what is not there is 404, whoever asks and whatever for', async () => {
  const strange = ['999999', '0', '-1', 'x', '9'.repeat(30), '1e3', '%00']
  for (const id of strange.slice(0, 6))
    for (const path of [`/${id}`, `/imports/${id}`, `/imports/${id}/problems`])
      expect([path, (await as('admin', `/admin/subscribers${path}`)).status]).toEqual([path, 404])
  expect((await post('admin', '/admin/subscribers/999999/data')).status).toBe(404)
  for (const [action, fields] of [
    ['audience.end', { subscriber: '999999', why: 'asked', note: 'By phone' }],
    ['audience.tag', { subscriber: '999999', tag: 'vip' }],
    ['audience.erase', { subscriber: '999999', address: 'x' }],
    ['imports.cancel', { import: '999999' }],
    ['imports.start', { import: '999999' }],
  ] as const) {
    const { status } = await sendForm(site.url, '/admin/subscribers', action, fields, cookies.admin)
    expect([action, status < 500]).toEqual([action, true])
  }
})

test('the list leaves only for an admin who has just shown that it is them, and it is written down who took how many', async () => {
  expect((await post('editor', '/admin/subscribers/download')).status).toBe(403)
  expect((await post('editor', `/admin/subscribers/${anna}/data`)).status).toBe(403)
  await longAgo('admin')
  for (const password of ['', 'a wrong password']) {
    const refused = await post('admin', '/admin/subscribers/download', { password })
    expect([refused.status, refused.headers.get('location')]).toEqual([
      303,
      expect.stringContaining('wrong='),
    ])
    const copy = await post('admin', `/admin/subscribers/${anna}/data`, { password })
    expect([copy.status, copy.headers.get('location')]).toEqual([303, expect.stringContaining('wrong=')])
  }
  const taken = await post('admin', '/admin/subscribers/download', { password: PASSWORD, q: '@example.com' })
  expect([taken.status, taken.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(await taken.text()).toContain('anna.secret@example.com')
  const copy = await post('admin', `/admin/subscribers/${anna}/data`, { password: PASSWORD })
  expect(JSON.parse(await copy.text()).subscriber.name).toBe('Anna Verborgen')
  const audit = await site.db.selectFrom('audit').selectAll().where('action', 'like', 'subscriber%').execute()
  expect(audit.map(({ action, staff_id }) => [action, staff_id])).toEqual([
    ['subscribers.export', ids.admin],
    ['subscribers.exported', ids.admin],
    ['subscriber.export', ids.admin],
  ])
  expect(JSON.stringify(audit)).not.toMatch(SECRETS)
  expect(audit[1]?.detail).toContain('1 rows')
})

test('a list of twenty megabytes is taken of staff, no more than that, and hardly anything of others', async () => {
  const row = Buffer.from('somebody@example.com,Somebody\n')
  const large = new Uint8Array(Buffer.concat(Array(Math.floor((20 * 1024 * 1024) / row.length)).fill(row)))
  const kept = await brought('editor', large)
  expect([kept.status, kept.headers.get('location')]).toEqual([303, expect.stringMatching(/imports\/\d+$/)])
  expect((await brought('editor', new Uint8Array(21 * 1024 * 1024))).status).toBe(413)
  expect((await brought('viewer', new Uint8Array(MAX_BODY + 1))).status).toBe(413)
  cookies.owner = 'candor=nobody'
  expect((await brought('owner', new Uint8Array(MAX_BODY + 1))).status).toBe(413)
  expect((await brought('owner', new Uint8Array(10))).status).toBe(303)
  const nothing = await as('editor', '/admin/subscribers/imports/upload', { method: 'POST', body: 'x' })
  expect(nothing.headers.get('location')).toContain('wrong=')
})

test('a list is brought, read, checked and started by forms alone; whoever vouches shows that it is them', async () => {
  const file = readFileSync(
    new URL('../../../shared/data/import/statuspage-subscribers.csv', import.meta.url),
  )
  const there = (await brought('admin', new Uint8Array(file))).headers.get('location') ?? ''
  const form = await (await as('admin', there)).text()
  expect(form).toContain('anna.beispiel@example.com')
  const id = there.split('/').at(-1) ?? ''
  const fields = { import: id, format: 'statuspage', kinds: 'incident', scope: 'all', language: 'en' }
  const vouched = { consent: 'vouched', agreed_on: '2026-01-31', evidence: 'Our old page, double opt-in' }
  const check = (role: Role, more: object) =>
    sendForm(site.url, there, 'imports.check', { ...fields, ...more }, cookies[role])
  expect((await check('viewer', { consent: 'ask' })).status).toBe(403)
  expect((await check('editor', vouched)).status).toBe(403)
  expect((await check('admin', { ...vouched, evidence: '' })).status).toBe(422)
  expect((await check('admin', vouched)).status).toBe(303)
  expect(await (await as('admin', there)).text()).toContain('Being checked')
  await site.db
    .updateTable('subscriber_imports')
    .set({ state: 'checked', said: '{"rows":6,"added":2,"asked":1}' })
    .where('id', '=', Number(id))
    .execute()
  await longAgo('admin')
  const start = (password: string) =>
    sendForm(site.url, there, 'imports.start', { import: id, password }, cookies.admin)
  const refused = await start('')
  expect([refused.status, (await refused.text()).includes('Give your password')]).toEqual([422, true])
  expect((await start(PASSWORD)).status).toBe(303)
  const { state } = await site.db
    .selectFrom('subscriber_imports')
    .select('state')
    .where('id', '=', Number(id))
    .executeTakeFirstOrThrow()
  expect(state).toBe('running')
})

test('erasing takes the whole address typed, leaves nothing but a mark, and stays counted', async () => {
  const erase = (role: Role, address: string) =>
    sendForm(
      site.url,
      `/admin/subscribers/${anna}`,
      'audience.erase',
      { subscriber: String(anna), address },
      cookies[role],
    )
  expect((await erase('editor', 'anna.secret@example.com')).status).toBe(403)
  expect((await erase('admin', 'anna')).status).toBe(422)
  expect((await erase('admin', 'anna.secret@example.com')).status).toBe(303)
  expect((await as('admin', `/admin/subscribers/${anna}`)).status).toBe(404)
  expect(await site.db.selectFrom('suppressions').select('reason').execute()).toEqual([{ reason: 'erased' }])
  const days = await site.db.selectFrom('subscriber_days').select(['how', 'count']).orderBy('how').execute()
  expect(days).toEqual([
    { how: 'erased', count: 1 },
    { how: 'joined', count: 1 },
  ])
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSession } from '#src/staff/session.ts'
import { ENGINES, freshDb, type TestDb } from '#test/support/db.ts'
import { inLanes } from '#test/support/lanes.ts'
import { aComponent, anAuthor, aPage } from '#test/support/makers.ts'
import { addressOn, ask, builtRoutes, type Heard } from '#test/support/routes.ts'
import { type Site, startSite } from '#test/support/site.ts'

type Form = Record<string, string | string[]>

const FORM = 'application/x-www-form-urlencoded'

/** Every form with believable fields, so that what is put into one of them gets as far as it can. */
const FORMS: Record<string, Form> = {
  'page.keepSettings': {
    name: 'Acme',
    about: 'We keep mail.',
    zone: 'Europe/Lisbon',
    contact_email: 'help@acme.test',
    contact_phone: '+351 210 000 000',
    contact_url: 'https://acme.test/help',
    postal_address: 'Rua Augusta 1\nLisboa',
    hold_incident: '0',
    hold_other: '0',
  },
  'status.keepComponent': {
    id: '',
    sort: 'place',
    name: 'Desk',
    description: 'A desk',
    group: '',
    'hours.1': '9:00–18:00',
  },
  'status.archiveComponent': { id: 'x' },
  'status.restoreComponent': { id: 'x' },
  'status.moveComponent': { id: 'x', direction: 'up' },
  'status.keepGroup': { id: '', name: 'Group' },
  'status.archiveGroup': { id: 'x' },
  'status.restoreGroup': { id: 'x' },
  'status.moveGroup': { id: 'x', direction: 'up' },
  'posts.keep': { form_key: 'abcdefghijkl', kind: 'incident', title: 'Late', body: 'Mail is late.' },
  'posts.preview': {
    kind: 'incident',
    title: 'Late',
    body: 'Mail is late.',
    impact: 'minor',
    state: 'investigating',
    zone: 'UTC',
    tell: 'email',
    components: 'x',
  },
  'posts.publish': {
    kind: 'closure',
    title: 'Closed',
    body: 'We close.',
    reason: 'holiday',
    starts: '2036-12-24T00:00',
    ends: '2036-12-26T00:00',
    zone: 'UTC',
    still_works: 'The phone.',
    remind: '60',
    tell: 'email',
    form_key: 'abcdefghijkm',
  },
  'posts.discard': { draft: 'abcdefghijkl' },
  'posts.previewUpdate': { post: 'x', state: 'identified', body: 'Found.' },
  'posts.update': { post: 'x', state: 'identified', body: 'Found.', tell: 'email', form_key: 'abcdefghijkn' },
  'posts.revise': { post: 'x', update: 'x', text: 'Better.' },
  'deliveries.pause': { announcement: '1' },
  'deliveries.resume': { announcement: '1' },
  'deliveries.stop': { announcement: '1' },
  'deliveries.retry': { announcement: '1', state: 'failed', code: '550 5.1.1' },
  'attention.note': { alert: '1' },
  'attention.settle': { alert: '1' },
  'attention.read': { text: '1', answered: '1' },
  'attention.stop': { text: '1' },
  'attention.bringBack': { subscriber: '1' },
  'staff.invite': { email: 'new@acme.test', role: 'viewer' },
  'staff.withdrawInvite': { link: 'abcdefghijkl' },
  'staff.changeRole': { member: '7', role: 'viewer' },
  'staff.disable': { member: '7' },
  'staff.enable': { member: '7' },
  'staff.signOutMember': { member: '7' },
  'staff.changePassword': { current: 'wrong', password: 'a long enough phrase' },
  'staff.signIn': { email: 'ana@acme.test', password: 'a long enough phrase' },
  'staff.signInByLink': { token: `abcdefghijkl-${'a'.repeat(43)}` },
  'staff.setUp': { token: `abcdefghijkl-${'a'.repeat(43)}`, page_name: 'Acme' },
  'staff.acceptInvite': { token: `abcdefghijkl-${'a'.repeat(43)}`, name: 'Ana' },
  'subscribers.subscribe': {
    seal: 'a.b.c',
    email: 'ana@acme.test',
    phone: '',
    kinds: 'incident',
    scope: 'some',
    components: 'x',
  },
  'subscribers.confirm': { token: `1-${'a'.repeat(22)}` },
  'subscribers.enterCode': { number: '+14155550142', ticket: 'a.b.c', code: '123456' },
  'subscribers.choose': { token: `1-1-${'a'.repeat(22)}`, kinds: 'incident' },
  'subscribers.leave': { token: `1-1-${'a'.repeat(22)}` },
}

const ODD = [
  '\0',
  'a\0b',
  '999999999999999',
  '99999999999999999999',
  '1e400',
  '-1',
  '\ufffd'.repeat(3),
  '__proto__',
  '',
  '\t\r\n',
  'x'.repeat(70_000),
]

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'length',
  '\0',
  'status.__proto__',
  'status.x',
  'hours.1',
  'form',
]

const QUERY = ['draft', 'page', 'state', 'after', 'before', 'kind', 'edit', 'component', 'next', 'q']

const ODD_IDS = [
  '%ef%bf%bd',
  '999999999999999',
  '99999999999999999999',
  '-1',
  'constructor',
  '%c3%28',
  'é',
  '0'.repeat(15),
]

describe.each(ENGINES)('on %s', (engine) => {
  let own: TestDb
  let site: Site
  let cookie: string
  beforeAll(async () => {
    own = await freshDb(engine)
    site = await startSite({ databaseUrl: own.url, env: { LOG_LEVEL: 'error' } })
    await aPage(own.db)
    await aComponent(own.db, 'Mail')
    const { id } = await anAuthor(own.db)
    await own.db.updateTable('staff').set({ role: 'owner' }).where('id', '=', id).execute()
    cookie = `candor=${(await startSession(own.db, id, { userAgent: null, now: Date.now() })).value}`
  })
  afterAll(async () => {
    await site?.stop()
    await own?.drop()
  })

  const send = (path: string, form: Form): Promise<Heard> =>
    ask(site.port, path, {
      method: 'POST',
      headers: { origin: site.url, cookie, 'content-type': FORM },
      body: new URLSearchParams(
        Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
      ).toString(),
    })

  test.each(Object.keys(FORMS))('odd values in any field of %s are no fault of ours', async (action) => {
    const form = FORMS[action] ?? {}
    const changed = Object.keys(form).flatMap((name) =>
      ODD.flatMap((odd) => [odd, [odd, odd], `${form[name]}${odd}`].map((value) => [name, value] as const)),
    )
    const added = NAMES.flatMap((name) => ['a', ['a', 'b']].map((value) => [name, value] as const))
    const faults: string[] = []
    await inLanes([...changed, ...added], async ([name, value]) => {
      const { status, body } = await send(`/_actions/${action}`, { ...form, [name]: value })
      if (status >= 500)
        faults.push(`${name}=${JSON.stringify(value).slice(0, 50)}: ${status} ${body.slice(0, 200)}`)
    })
    expect(faults).toEqual([])
  })

  test('odd names and bodies of actions are no fault of ours', async () => {
    const names = [
      'posts',
      '%25zz',
      'posts.keep.orThrow',
      'posts.keep.constructor',
      '__proto__.x',
      'no.such',
      '',
    ]
    const bodies = [
      ['application/json', '{'],
      ['application/json', '{}'],
      ['application/json', ''],
      ['multipart/form-data', '--x\r\n'],
      ['multipart/form-data; boundary=x', '--x\r\n'],
      ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="id"\r\n\r\nhalf'],
      ['application/x-www-form-urlencoded; charset=utf-16', 'a=%zz&=&%00'],
      ['text/plain', 'a=b'],
      ['', 'a=b'],
    ]
    for (const name of [...names, 'posts.keep'])
      for (const path of [`/_actions/${name}`, `/admin/login?_action=${name}`, `/?_action=${name}`])
        for (const [type = '', body = ''] of name === 'posts.keep' ? bodies : [...bodies, [FORM, 'a=b']]) {
          const headers = { origin: site.url, cookie, ...(type ? { 'content-type': type } : {}) }
          const { status } = await ask(site.port, path, { method: 'POST', headers, body })
          expect(status, `${path} ${type} ${body}`).toBeLessThan(500)
          if (names.includes(name) && name) expect(status, `${path} ${type} ${body}`).not.toBe(200)
        }
  })

  test('odd queries and ids of staff pages are no fault of ours', async () => {
    const faults: string[] = []
    const paths = builtRoutes().flatMap((route) =>
      ODD_IDS.flatMap((odd) => [
        route.replace(/\[[^\]]+\]/g, odd),
        `${addressOn(route)}?${QUERY.map((name) => `${name}=${odd}%00`).join('&')}`,
        `${addressOn(route)}?${QUERY.map((name) => `${name}=${odd}`).join('&')}`,
      ]),
    )
    await inLanes([...new Set(paths)], async (path) => {
      const target = encodeURI(path).replaceAll('%25', '%')
      const { status } = await ask(site.port, target, { headers: { cookie } })
      if (status >= 500) faults.push(`${path}: ${status}`)
    })
    expect(faults).toEqual([])
  })

  // Last: it breaks the database.
  test('what fails in a form is our secret, and stands in the log', async () => {
    await own.db.schema.dropTable('audit').execute()
    await own.db.deleteFrom('throttles').execute()
    for (const path of ['/_actions/staff.signIn', '/admin/login?_action=staff.signIn']) {
      const { status, body } = await send(path, { email: 'secret@acme.test', password: 'never to be seen' })
      expect(status).toBe(500)
      expect(body).not.toMatch(/audit|relation|no such table/)
      expect(body).toContain('Something went wrong on our side')
    }
    // Each was tried once: one place for the network and one for the account.
    expect(await own.db.selectFrom('throttles').select('key').execute()).toHaveLength(4)
    expect(site.output()).toMatch(/audit/)
    expect(site.output()).not.toMatch(/secret@acme|never to be seen/)
  })
})

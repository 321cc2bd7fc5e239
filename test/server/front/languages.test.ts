import { expect, test } from 'vitest'
import type { Language } from '#src/words/language.ts'
import { aHouse, rawly } from './house.ts'

/** A house whose pages say their own path, their language and the prefix by which they were asked for. */
const speaking = (...languages: Language[]) =>
  aHouse(
    (path, _, { language, prefix }) => {
      if (path === '/404') return { status: 404, body: `nothing ${language} ${prefix}`, touches: ['page'] }
      if (/^\/(?:admin|nothing)/.test(path) || /^\/[a-z]{2}(?:\/|$)/i.test(path)) return undefined
      return { body: `${path} ${language} ${prefix}`, touches: ['posts'] }
    },
    undefined,
    undefined,
    languages,
  )

test('two readers get their own language from memory, each with a tag of its own, and are told so', async () => {
  const { get, drawn } = await speaking('en', 'de')
  const [english, german] = [{ 'accept-language': 'en-GB' }, { 'accept-language': 'de-AT,de;q=0.9' }]
  const first = [await get('/history', english), await get('/history', german)]
  const again = [await get('/history', english), await get('/history?utm_source=x', german)]
  expect(again.map(({ body }) => body)).toEqual(['/history en ', '/history de '])
  expect(first.map(({ body }) => body)).toEqual(again.map(({ body }) => body))
  expect(drawn).toEqual(['/history', '/history'])
  for (const { headers } of again) expect(headers.vary).toContain('accept-language')
  const [one = '', other = ''] = again.map(({ headers }) => String(headers.etag))
  expect(one).not.toBe(other)
  expect((await get('/history', { ...english, 'if-none-match': one })).status).toBe(304)
  expect((await get('/history', { ...german, 'if-none-match': one })).status).toBe(200)
  const same = await get('/history', { ...german, 'if-none-match': other })
  expect([same.status, same.headers.vary]).toEqual([304, again[1]?.headers.vary])
})

test('a prefix is stronger than what the browser says, and such an answer does not vary', async () => {
  const { get, drawn } = await speaking('en', 'de')
  for (const path of ['/de', '/de/', '/de?kind=incident', '/de/history/2026-11', '/de/incidents/abc']) {
    const { body, headers } = await get(path, { 'accept-language': 'en' })
    expect(body).toMatch(/ de \/de$/)
    expect(headers.vary ?? '').not.toContain('accept-language')
  }
  expect(drawn).toEqual(['/', '/?kind=incident', '/history/2026-11', '/incidents/abc'])
})

test('a page with one language asks nothing of the browser, and says nothing of it', async () => {
  const { get, drawn } = await speaking('ja')
  for (const tag of ['de', 'en', 'ja', 'ar;q=0.1'])
    expect(await get('/', { 'accept-language': tag })).toMatchObject({ body: '/ ja ' })
  expect((await get('/')).headers.vary).toBeUndefined()
  expect(drawn).toEqual(['/'])
})

test('a link in a language that is no longer offered leads to the page without one', async () => {
  const { get } = await speaking('en', 'de')
  const answer = await get('/fr/incidents/abc?x=1')
  expect([answer.status, answer.headers.location]).toEqual([302, '/incidents/abc?x=1'])
  expect((await get('/fr', {}, 'HEAD')).headers.location).toBe('/')
  for (const path of ['/xx/history', '/fr/admin', '/fr/x', '/fr/%68istory/..', '/fr//evil.example'])
    expect((await get(path)).headers.location, path).toBeUndefined()
})

test('a language before an address leads to no page but those for readers', async () => {
  const { get, drawn } = await speaking('en', 'de')
  const others = [
    '/de/admin',
    '/de/%61dmin',
    '/de/admin/settings',
    '/de/u/1-1-x',
    '/de/subscriptions/abc',
    '/de/hooks/mail',
    '/de/api',
    '/de/api/v1/pages',
    '/de/history.atom',
    '/de/_actions/x',
    '/de/healthz',
    '/de/live',
    '/de/de/history',
    '/DE/history',
    '/de/%75/1-1-x',
    '/%64e/admin',
  ]
  for (const path of others) {
    const answer = await get(path)
    expect([answer.status, path]).toEqual([404, path])
  }
  expect(drawn.filter((path) => path !== '/404' && !/^\/[a-z]{2}\//i.test(path))).toEqual([])
  expect((await get('/de/admin')).body).toBe('nothing de /de')
  expect((await get('/nothing', { 'accept-language': 'de' })).body).toBe('nothing de ')
  expect((await get('/nothing')).body).toBe('nothing en ')
})

test('the page learns another language while it runs', async () => {
  const { get, spoken, keeper } = await speaking('en')
  const german = { 'accept-language': 'de' }
  expect((await get('/', german)).body).toBe('/ en ')
  spoken.learn({ language: 'en', languages: '["en","de"]' })
  keeper.drop(['page'])
  expect((await get('/', german)).body).toBe('/ de ')
  spoken.learn({ language: 'en', languages: '["en"]' })
  keeper.drop(['page'])
  expect((await get('/', german)).body).toBe('/ en ')
})

test('headers that no browser sends cost little and are not remembered', async () => {
  const { get, port, drawn } = await speaking('en', 'de')
  const long = `de;q=0.5,${'x-yz;q=0.9,'.repeat(1_300)}`
  for (let i = 0; i < 50; i++) {
    const { body } = await get('/', { 'accept-language': `${long}${i}` })
    expect(body).toBe('/ de ')
  }
  expect(drawn).toEqual(['/'])
  const twice = 'GET / HTTP/1.1\r\nhost: x\r\naccept-language: fr\r\nAccept-Language: de\r\n\r\n'
  expect(await rawly(port, twice, /\/ \w\w /)).toContain('/ de ')
})

import { describe, expect, test } from 'vitest'
import { keyOf } from '#src/server/front/key.ts'
import { chooseEncoding, noneMatchNames } from '#src/server/front/negotiate.ts'
import { pack } from '#src/server/front/pack.ts'
import { Store } from '#src/server/front/store.ts'

describe('the key of an address', () => {
  test.each([
    ['/', '/'],
    ['/?', '/'],
    ['/?utm_source=x', '/'],
    ['/history/', '/history'],
    ['/history.atom', '/history.atom'],
    ['/%68istory%2Eatom', '/history.atom'],
    ['/og.png?at=7&component=x', '/og.png'],
    ['/%6Fg/abc.png?q=1', '/og/abc.png'],
    ['/api/v2/incidents.json?page=9&kind=a&kind=b', '/api/v2/incidents.json'],
    ['/closures.ics?component=mail', '/closures.ics?component=mail'],
    ['/incidents/abc?kind=x', '/incidents/abc'],
    ['/?page=2&kind=incident&component=mail', '/?component=mail&kind=incident&page=2'],
  ])('%s is kept under %s', (target, key) => expect(keyOf(target)).toBe(key))

  test.each([
    '/?q=mail',
    '/?_action=posts.publish',
    '/?kind=a&kind=b',
    '/?kind=%3Cscript%3E',
    `/?component=${'a'.repeat(65)}`,
    '//',
    '/a//b',
    '/./a',
    '/a/../b',
    '/%61dmin',
    '/%E4',
    '/%20a',
    '/a%2Fb',
    '/%2E%2E',
    '/a b',
    '/ä',
    `/${'a'.repeat(300)}`,
    '*',
    'http://other/',
    '',
    '/admin',
    '/admin/',
    '/u/1-1-x',
    '/subscriptions/abc',
    '/hooks/mail',
    '/api/v1/pages',
    '/_actions/x',
    '/live',
    '/404',
  ])('%s is never kept', (target) => expect(keyOf(target)).toBeNull())
})

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['GZIP;Q=1', 'gzip'],
  ['br;q=0.5, gzip;q=0.8', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br ; q=0', 'identity'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['identity;q=0', 'identity'],
  ['identity, *;q=0', 'identity'],
  ['identity;q=1, br;q=0.5', 'identity'],
  ['gzip;q=0.001', 'gzip'],
  ['br;q=2', 'identity'],
  ['br;q=nonsense, gzip;q=0.1', 'gzip'],
  [',,;q=1,', 'identity'],
])('of %j the encoding is %s', (accept, encoding) => expect(chooseEncoding(accept)).toBe(encoding))

test('a tag is found in a list, weak or strong, and not in what only looks like it', () => {
  for (const header of ['"a"', 'W/"a"', '*', ' * ', '"b", "a"', '"b,c",W/"a"'])
    expect(noneMatchNames(header, '"a"'), header).toBe(true)
  for (const header of ['', 'a', '"b"', '"A"', '"xa"', "'a'"])
    expect(noneMatchNames(header, '"a"'), header).toBe(false)
})

describe('the store', async () => {
  const answer = await pack({ status: 200, headers: {}, body: Buffer.alloc(1_000) }, 'pages', 65)
  const entry = { answer, touches: [], until: Number.POSITIVE_INFINITY, drawnAt: 0, fresh: true }

  test('holds so many at most, and the ones that are asked for stay', () => {
    const store = new Store({ entries: 100, bytes: 1e9 })
    for (let i = 0; i < 5_000; i++) {
      store.keep(`/${i}`, entry)
      store.fresh('/0')
    }
    expect(store.size.entries).toBe(100)
    expect(store.fresh('/0')).toBeDefined()
    expect(store.last('/1')).toBeUndefined()
  })

  test('holds so many bytes at most, also when one is kept again and again', () => {
    const store = new Store({ entries: 1e9, bytes: 100_000 })
    for (let i = 0; i < 500; i++) store.keep(`/${i % 70}`, entry)
    expect(store.size.bytes).toBeLessThanOrEqual(100_000)
    expect(store.size.entries).toBeGreaterThan(20)
    for (let i = 0; i < 70; i++) store.forget(`/${i}`)
    expect(store.size).toEqual({ entries: 0, bytes: 0 })
  })
})

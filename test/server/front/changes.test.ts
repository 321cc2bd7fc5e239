import { expect, test } from 'vitest'
import { until } from '#test/support/until.ts'
import { aHouse, type Page } from './house.ts'

/** A site whose drawing waits until the test lets it go on. */
async function aSlowHouse() {
  const waiting: ((page: Page) => void)[] = []
  const house = await aHouse(() => new Promise<Page>((resolve) => waiting.push(resolve)))
  const begun = (count: number) => until(() => house.drawn.length === count, `${count} drawings begun`)
  const end = (body: string) => waiting.shift()?.({ body, touches: ['posts', 'post:a'] })
  return { ...house, begun, end, waiting }
}

test('a change drops what hangs on it and nothing else; settings drop everything', async () => {
  const { get, keeper, drawn } = await aHouse((path) =>
    path === '/' ? { body: '/', touches: ['posts'] } : { body: path, touches: [`post:${path.slice(-1)}`] },
  )
  const all = ['/', '/incidents/a', '/incidents/b']
  const look = async () => {
    drawn.length = 0
    for (const path of all) await get(path)
    return [...drawn]
  }
  expect(await look()).toEqual(all)
  expect(await look()).toEqual([])
  keeper.drop(['posts', 'post:a'])
  expect(await look()).toEqual(['/', '/incidents/a'])
  keeper.drop(['page'])
  expect(await look()).toEqual(all)
  keeper.drop(['components'])
  expect(await look()).toEqual([])
  keeper.drop(null)
  expect(await look()).toEqual(all)
})

test('a hundred readers at once have it drawn once', async () => {
  const { get, begun, end, drawn } = await aSlowHouse()
  const readers = Array.from({ length: 100 }, () => get('/'))
  await begun(1)
  end('first')
  expect(new Set((await Promise.all(readers)).map(({ body }) => body))).toEqual(new Set(['first']))
  expect(drawn).toEqual(['/'])
})

test('whoever comes after a change waits for what is drawn after it, though a drawing is under way', async () => {
  const { get, begun, end, keeper, drawn } = await aSlowHouse()
  const before = get('/')
  await begun(1)
  keeper.drop(['post:a'])
  const after = [get('/'), get('/')]
  // They have come by when another request of theirs, sent later, has been answered.
  await get('/healthz')
  end('old')
  expect((await before).body).toBe('old')
  await begun(2)
  end('new')
  for (const answer of after) expect((await answer).body).toBe('new')
  expect((await get('/')).body).toBe('new')
  expect(drawn.length).toBe(2)
})

test('a drawing that a change of something else overtakes is good enough for everybody', async () => {
  const { get, begun, end, keeper, drawn } = await aSlowHouse()
  const before = get('/')
  await begun(1)
  keeper.drop(['post:b', 'month:2026-11'])
  const after = get('/')
  await get('/healthz')
  end('still true')
  expect([(await before).body, (await after).body]).toEqual(['still true', 'still true'])
  expect(drawn.length).toBe(1)
})

test('what cannot be drawn is shown as it last was, with its age, and is drawn again when it can be', async () => {
  let ill = false
  let count = 0
  const { get, keeper, drawn } = await aHouse(() => {
    if (ill) return { status: 503, body: 'the database is away' }
    return { body: `good ${++count}`, touches: ['posts'] }
  })
  await get('/')
  ill = true
  keeper.drop(['posts'])
  drawn.length = 0
  for (let i = 0; i < 50; i++) {
    const answer = await get('/')
    expect(answer).toMatchObject({ status: 200, body: 'good 1' })
    expect(Number(answer.headers.age)).toBeGreaterThan(0)
    expect(answer.headers['cache-status']).toMatch(/^candor; hit; ttl=-\d+$/)
  }
  // It is not tried for each of them.
  expect(drawn.length).toBeLessThan(50)
  ill = false
  keeper.drop(['posts'])
  const answer = await get('/')
  expect(answer.body).toBe('good 2')
  expect(answer.headers.age).toBeUndefined()
})

test('what throws while it is drawn is shown as it last was, too', async () => {
  let ill = false
  const { get, keeper } = await aHouse(() => {
    if (ill) throw new Error('a fault in a page')
    return { body: 'good', touches: ['posts'] }
  })
  await get('/')
  ill = true
  keeper.drop(['posts'])
  expect(await get('/')).toMatchObject({ status: 200, body: 'good' })
  expect((await get('/never-drawn')).status).toBe(500)
})

test('while a drawing hangs, whoever has waited long enough sees the last good copy', async () => {
  const { get, begun, end, keeper } = await aSlowHouse()
  const first = get('/')
  await begun(1)
  end('good')
  await first
  keeper.drop(['posts'])
  expect((await get('/')).body).toBe('good')
  // By now nobody waits for that drawing any more.
  expect((await get('/')).body).toBe('good')
  end('new')
  await until(async () => (await get('/')).body === 'new', 'the new one')
})

test('a page that is gone is gone', async () => {
  let there = true
  const { get, keeper } = await aHouse((path) => {
    if (path === '/404') return { status: 404, body: 'nothing here', touches: ['page'] }
    return there ? { body: 'post', touches: ['post:a'] } : { status: 404, body: '' }
  })
  await get('/incidents/a')
  there = false
  keeper.drop(['post:a'])
  expect(await get('/incidents/a')).toMatchObject({ status: 404, body: 'nothing here' })
})

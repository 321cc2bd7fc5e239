import { describe, expect, test } from 'vitest'
import { copier } from '#src/snapshot/copier.ts'
import type { Drawn } from '#src/snapshot/draw.ts'
import type { Store } from '#src/snapshot/store.ts'

const ORIGIN = 'https://status.acme.test'

/** A site of which each page is its links, and a store that keeps what it is given, in its order. */
function aWorld(pages: Record<string, Partial<Drawn> & { links?: string[] }>) {
  const files = new Map<string, string>()
  const order: string[] = []
  const world = { now: 0, drawn: [] as string[], down: false }
  const store: Store = {
    async put(name, body) {
      if (world.down) throw new Error('down')
      order.push(name)
      files.set(name, body.toString())
    },
    async remove(name) {
      files.delete(name)
    },
    list: async () => [...files.keys()],
    read: async () => undefined,
  }
  const draw = async (path: string): Promise<Drawn> => {
    world.drawn.push(path)
    const { links = [], ...page } = pages[path] ?? { status: 404 }
    const body = Buffer.from(`${path} ${links.map((href) => `<a href="${href}">`).join('')}`)
    return { status: 200, type: 'text/html', body, location: undefined, touches: [], until: null, ...page }
  }
  const copy = copier(draw, store, ORIGIN)
  const work = async () => {
    world.drawn = []
    await copy.work(
      () => world.now,
      () => false,
    )
    return world.drawn
  }
  return { ...world, world, pages, files, order, copy, work }
}

const SITE = {
  '/': { links: ['/incidents/one'], touches: ['posts', 'components'] },
  '/history': { links: ['/history/2026-11'], touches: ['months'] },
  '/history/2026-11': { links: ['/incidents/one', '/incidents/two'], touches: ['month:2026-11'] },
  '/incidents/one': { touches: ['post:one', 'components'] },
  '/incidents/two': { touches: ['post:two', 'components'] },
  '/404': { status: 404 },
} satisfies Parameters<typeof aWorld>[0]

describe('the copier', () => {
  test('follows links to every page, and writes the front page when all is there to which it leads', async () => {
    const { copy, work, files, order } = aWorld(structuredClone(SITE))
    copy.begin()
    await work()
    expect([...files.keys()].sort()).toEqual(
      [
        '404.html',
        'history/2026-11/index.html',
        'history/index.html',
        'incidents/one/index.html',
        'incidents/two/index.html',
        'index.html',
      ].sort(),
    )
    expect(order.indexOf('index.html')).toBeGreaterThan(order.indexOf('incidents/one/index.html'))
    expect(order.indexOf('incidents/two/index.html')).toBeGreaterThan(order.indexOf('index.html'))
  })

  test('draws again only what a change touches; how components stand changes no post that is over', async () => {
    const { copy, work } = aWorld(structuredClone(SITE))
    copy.begin()
    await work()
    copy.fall(['post:two', 'month:2026-11'])
    expect((await work()).sort()).toEqual(['/history/2026-11', '/incidents/two'])
    copy.fall(['components'])
    expect(await work()).toEqual(['/'])
  })

  test('takes away what is gone, and follows a post to where it is', async () => {
    const { copy, work, pages, files } = aWorld(structuredClone(SITE) as Parameters<typeof aWorld>[0])
    copy.begin()
    await work()
    delete pages['/incidents/two']
    pages['/incidents/new'] = { status: 301, location: '/closures/new' }
    pages['/closures/new'] = { touches: ['post:new'] }
    copy.fall(['post:two', 'post:new'])
    await work()
    expect(files.has('incidents/two/index.html')).toBe(false)
    expect(files.has('closures/new/index.html')).toBe(true)
    expect(copy.files().has('closures/new/index.html')).toBe(true)
    expect(copy.files().has('incidents/two/index.html')).toBe(false)
  })

  test('writes all other pages when one cannot be drawn, never that one, and tries it again', async () => {
    const { copy, work, pages, files } = aWorld(structuredClone(SITE) as Parameters<typeof aWorld>[0])
    pages['/history'] = { status: 500 }
    copy.begin()
    await expect(work()).rejects.toThrow('Could not be drawn: /history')
    expect(files.has('index.html')).toBe(true)
    expect(files.has('history/index.html')).toBe(false)
    pages['/history'] = SITE['/history']
    expect(await work()).toContain('/history')
    expect(files.has('incidents/two/index.html')).toBe(true)
  })

  test('loses nothing when the place is down', async () => {
    const { copy, work, world, files } = aWorld(structuredClone(SITE))
    copy.begin()
    await work()
    world.down = true
    copy.fall(['post:one', 'posts'])
    await expect(work()).rejects.toThrow('down')
    world.down = false
    expect((await work()).sort()).toEqual(['/', '/incidents/one'])
    expect(files.size).toBe(6)
  })

  test('draws again what the clock changes, and the front page now and then', async () => {
    const pages = structuredClone(SITE) as Parameters<typeof aWorld>[0]
    pages['/incidents/one'] = { touches: [], until: 60_000 }
    const { copy, work, world } = aWorld(pages)
    copy.begin()
    await work()
    world.now = 59_999
    expect(await work()).toEqual([])
    world.now = 60_000
    expect(await work()).toEqual(['/incidents/one'])
    world.now = 600_000
    expect(await work()).toContain('/')
  })

  test('leaves old posts alone whose files are there when it goes on after a restart', async () => {
    const { copy, work } = aWorld(structuredClone(SITE))
    copy.begin(new Set(['incidents/one/index.html', 'incidents/two/index.html']))
    const drawn = await work()
    expect(drawn).toContain('/incidents/one')
    expect(drawn).not.toContain('/incidents/two')
  })
})

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { windowOf } from '#src/posts/closing.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { browser } from '#test/support/browser.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { freePort, type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const ROOT = join(import.meta.dirname, '../..')
const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync)
const HOUR = 3_600_000

let folder: string
let site: Site
let posts: { open: string; over: string; closure: string }
const env = () => ({ SNAPSHOT_DIR: join(folder, 'copy') })
const read = (name: string) => readFileSync(join(folder, 'copy', name), 'utf8')
const has = (name: string) => existsSync(join(folder, 'copy', name))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'candor-copy-'))
  // nginx reads as somebody else.
  chmodSync(folder, 0o755)
  site = await startSite({ env: env() })
  await aPage(site.db, { name: 'Maré' })
  posts = await tellStory()
})
afterAll(async () => {
  await site?.stop()
  rmSync(folder, { recursive: true, force: true })
})

let key = 0
const by = (author: { id: number; name: string | null }, now: number) => {
  key += 1
  return { author, now, formKey: `copy ${key}` }
}

async function tellStory() {
  const author = await anAuthor(site.db)
  const now = Date.now()
  const shop = await aComponent(site.db, 'Shop')
  const over = await publish(
    site.db,
    anIncident({ title: 'Slow', channels: [] }),
    by(author, now - 40 * 24 * HOUR),
  )
  const entry = { state: 'resolved', body: 'Over.', statuses: {}, nextUpdateBy: null, channels: [] } as const
  await update(site.db, over.postId, { ...entry, channels: [] }, by(author, now - 39 * 24 * HOUR))
  const statuses = { [shop]: 'major_outage' } as const
  const open = await publish(
    site.db,
    anIncident({
      title: 'The shop is away',
      impact: 'critical',
      statuses,
      componentIds: [shop],
      channels: [],
    }),
    by(author, now - HOUR),
  )
  const blank = {
    kind: 'closure',
    state: 'scheduled',
    reason: 'holiday',
    impact: null,
    startedAt: null,
  } as const
  const window = windowOf('2099-12-25T00:00', '2099-12-26T00:00', 'Europe/Lisbon')
  const closure = await publish(
    site.db,
    anIncident({ ...blank, title: 'Christmas', window, channels: [] }),
    by(author, now),
  )
  return { open: open.postId, over: over.postId, closure: closure.postId }
}

/** The command as an operator runs it, with the environment of the server. */
function snapshot(more: Record<string, string | undefined> = {}) {
  const { PATH, HOME, CANDOR_DIST, SECRET_KEY } = process.env
  const own = { PUBLIC_URL: site.url, DATABASE_URL: site.databaseUrl, ...env(), ...more }
  return promisify(execFile)(process.execPath, [join(ROOT, 'src/snapshot/main.ts')], {
    cwd: ROOT,
    env: { PATH, HOME, CANDOR_DIST, SECRET_KEY, ...own } as NodeJS.ProcessEnv,
  })
}

describe('beside a running server', () => {
  test('everything that is published soon stands in the copy, and says that it is one, from when', async () => {
    await until(() => has('snapshot.json'))
    const html = read('index.html')
    expect(html).toContain('The shop is away')
    expect(html).toMatch(/This is a copy of our page,<\/strong> taken on <time datetime="20/)
    expect(read(`incidents/${posts.over}/index.html`)).toContain('Slow')
    for (const name of [
      'history.atom',
      'history.rss',
      'feed.json',
      'closures.ics',
      'badge.svg',
      '404.html',
      'api/v2/summary.json',
    ])
      expect([name, has(name)]).toEqual([name, true])
    const author = await anAuthor(site.db)
    const news = await publish(
      site.db,
      anIncident({ title: 'Fresh news', channels: [] }),
      by(author, Date.now()),
    )
    await until(() => has(`incidents/${news.postId}/index.html`) && read('index.html').includes('Fresh news'))
    await until(
      () => read('history.atom').includes('Fresh news') && read('api/v2/summary.json').includes('Fresh news'),
    )
    const body = 'We found it.'
    const entry = { state: 'identified', body, statuses: {}, nextUpdateBy: null, channels: [] } as const
    const untouched = read(`incidents/${posts.over}/index.html`)
    await update(site.db, news.postId, { ...entry, channels: [] }, by(author, Date.now()))
    await until(() => read(`incidents/${news.postId}/index.html`).includes(body))
    expect(read(`incidents/${posts.over}/index.html`)).toBe(untouched)
  })

  test('the page itself is not a copy, and its answers carry nothing of one', async () => {
    const html = await (await fetch(site.url)).text()
    expect(html).not.toContain('This is a copy')
    expect(html).not.toContain('http-equiv')
  })
})

describe('the command', () => {
  test('makes the copy whole, also when the server is stopped; what is gone is gone from it', async () => {
    await site.process.kill('SIGTERM')
    await until(() => site.process.exitCode !== null)
    writeFileSync(join(folder, 'copy', 'left-over.html'), 'old')
    rmSync(join(folder, 'copy', 'history.rss'))
    expect((await snapshot()).stdout).toContain('The page is copied to')
    expect(has('left-over.html')).toBe(false)
    expect(has('history.rss')).toBe(true)
  })

  test('puts nothing into a folder that holds something else, and takes nothing away from it', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'mine')
    const failed = await snapshot({ SNAPSHOT_DIR: folder }).catch((error) => error)
    expect([failed.code, failed.stderr]).toEqual([78, expect.stringContaining('choose an empty folder')])
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
  })

  test('without a place says which variables name one', async () => {
    const failed = await snapshot({ SNAPSHOT_DIR: undefined }).catch((error) => error)
    expect(failed.stderr).toContain('SNAPSHOT_DIR or SNAPSHOT_S3_URL')
  })

  test('when the database is not there changes nothing of the copy', async () => {
    const before = read('index.html')
    const failed = await snapshot({ DATABASE_URL: join(folder, 'none', 'none.db') }).catch((error) => error)
    expect(failed.code).toBe(1)
    expect(read('index.html')).toBe(before)
  })

  test('killed at any moment leaves no half file', async () => {
    const before = new Map(names().map((name) => [name, readFileSync(join(folder, 'copy', name)).length]))
    for (const wait of [0, 100, 200]) {
      const { PATH, HOME, CANDOR_DIST, SECRET_KEY } = process.env
      const own = { PUBLIC_URL: site.url, DATABASE_URL: site.databaseUrl, ...env() }
      const child = spawn(process.execPath, [join(ROOT, 'src/snapshot/main.ts')], {
        cwd: ROOT,
        env: { PATH, HOME, CANDOR_DIST, SECRET_KEY, ...own } as NodeJS.ProcessEnv,
        stdio: 'ignore',
      })
      const mark = read('index.html')
      await until(
        () =>
          child.exitCode !== null ||
          (read('badge.svg').length > 0 && (wait === 0 || mark !== read('index.html'))),
      )
      child.kill('SIGKILL')
      await until(() => child.exitCode !== null || child.signalCode !== null)
      for (const [name, size] of before)
        expect([name, readFileSync(join(folder, 'copy', name)).length]).toEqual([name, size])
    }
  })
})

const names = () =>
  readdirSync(join(folder, 'copy'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, 'copy').length + 1))
    .filter((name) => !name.startsWith('.writing') && name !== 'snapshot.json')

describe.skipIf(!NGINX)('served by nginx, with the application stopped', () => {
  let nginx: ChildProcess
  let origin: string

  beforeAll(async () => {
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    const said = readFileSync(join(ROOT, 'docs/snapshot.md'), 'utf8')
    const locations = /```nginx\n# The copy by itself([\s\S]*?)```/.exec(said)?.[1] ?? ''
    const server = locations
      .replace(/listen [^;]+;/, `listen 127.0.0.1:${port};`)
      .replace(/root [^;]+;/, `root ${join(folder, 'copy')};`)
      .replace(/server_name [^;]+;/, '')
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (one) => `${one}_temp_path ${folder}/${one};`,
    )
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log; events {}\nhttp { include /etc/nginx/mime.types; access_log off; ${paths.join(' ')} ${server} }`,
    )
    nginx = spawn(NGINX ?? '', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
      stdio: 'ignore',
    })
    await until(() =>
      fetch(origin).then(
        (answer) => answer.ok,
        () => false,
      ),
    )
  })
  afterAll(() => {
    nginx?.kill('SIGTERM')
  })

  test('it is whole: every link of every page leads somewhere', async () => {
    const seen = new Set<string>()
    const waiting = ['/', '/history.atom', '/feed.json']
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue
      seen.add(path)
      const answer = await fetch(origin + path)
      expect([path, answer.status]).toEqual([path, 200])
      if (!answer.headers.get('content-type')?.startsWith('text/html')) continue
      const html = await answer.text()
      const links = [...html.matchAll(/\s(?:href|src|action)="(\/[^"#]*)/g)].map(([, link = '']) => link)
      expect([path, links.filter((link) => link.includes('?')), html.match(/<form/)]).toEqual([
        path,
        [],
        null,
      ])
      waiting.push(...links)
    }
    for (const path of [`/incidents/${posts.open}`, `/closures/${posts.closure}`, '/subscribe', '/history'])
      expect([...seen]).toContain(path)
  })

  test.each([
    ['/', 'text/html'],
    ['/history.atom', 'application/atom+xml'],
    ['/history.rss', 'application/rss+xml'],
    ['/feed.json', 'application/json'],
    ['/closures.ics', 'text/calendar'],
    ['/badge.svg', 'image/svg+xml'],
    ['/api/v2/summary.json', 'application/json'],
    ['/embed.js', 'application/javascript'],
  ])('%s comes as %s', async (path, type) => {
    const answer = await fetch(origin + path)
    expect(answer.headers.get('content-type')?.split(';')[0]).toBe(type)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  })

  test('what is not there is said by our own page', async () => {
    const answer = await fetch(`${origin}/no/such/thing`)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('There is nothing at this address.')
  })

  test('the page to subscribe says that nothing can be sent from a copy', async () => {
    const html = await (await fetch(`${origin}/subscribe`)).text()
    expect(html).toContain('in which nothing can be sent')
    expect(html).not.toContain('<form')
  })

  test('with script the banner says its age; it keeps to its policy', async () => {
    const chromium = await browser()
    const page = await chromium.newPage()
    const complaints: string[] = []
    page.on(
      'console',
      (message) => /Content Security/.test(message.text()) && complaints.push(message.text()),
    )
    await page.goto(origin)
    await page.getByText(/It was last the same as the page (this minute|\d+ minutes? ago)\./).waitFor()
    expect(complaints).toEqual([])
    // Somebody lives under this address again.
    await page.route('**/healthz', (route) => route.fulfill({ body: 'ok\n' }))
    await page.reload()
    await page.getByRole('link', { name: 'The page itself is there again: show it.' }).waitFor()
    await chromium.close()
  })
})

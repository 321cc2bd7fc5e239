import { setTimeout as pause } from 'node:timers/promises'
import { until } from '#test/support/until.ts'
import type { Options } from './args.ts'
import { percentile, type Result, rounded, shown, spreadOf, type Target, table } from './figures.ts'
import { firstView } from './first-view.ts'
import { type Load, loadOn } from './load.ts'
import { cpuMs, type Pinning, peakRssMib, pinning, programs } from './machine.ts'
import { type Copy, startNginx } from './nginx.ts'
import { rewording, seedPosts } from './page-seed.ts'
import { settings } from './sender.ts'
import { startBenchSite } from './site.ts'
import { seededWorlds } from './world.ts'

const SIZES = [10, 1_000, 100_000]
const SECONDS = 2
const ENCODINGS = { plain: 'identity', gzip: 'gzip', br: 'br' } as const
type Way = keyof typeof ENCODINGS | '304' | 'crowd' | 'publishing'
const WAYS: Way[] = ['plain', 'gzip', 'br', '304', 'crowd', 'publishing']

/** With the processor's time that an answer took, in µs: it wavers less than rates do. */
interface Worked extends Load {
  cpuUs: number
}

/** What one number of posts came to. */
interface Size {
  posts: number
  ours: Record<Way, Worked[]>
  nginx: Record<Way, Worked[]>
  coldMs: number
  /** Drawings of the page while it was published each second under a crowd, and how often it was. */
  drawn: number
  published: number
  rssMib: number
  view: { bytes: number; requests: number }
}

/** The public page from memory against nginx with the very same bytes in files, one core each, in turns. */
export async function page(options: Options): Promise<Result> {
  const { wrk } = programs('wrk', 'nginx')
  const pins = pinning()
  console.log(pins.told)
  const sizes: Size[] = []
  for (const posts of SIZES) {
    sizes.push(await measure(options, posts, pins, wrk))
    console.log(`\n${posts.toLocaleString('en')} posts\n${sizeTable(sizes.at(-1) as Size)}`)
  }
  return resultOf(options, sizes)
}

async function measure(options: Options, posts: number, pins: Pinning, wrk: string): Promise<Size> {
  const worlds = await seededWorlds(options.engine, options.recipients, {
    fill: (db, authorId) => seedPosts(db, options.engine, authorId, posts),
  })
  const world = await worlds.fresh()
  const draws: number[] = []
  const site = await startBenchSite(
    { ...settings(world.url, 'smtp://127.0.0.1:1', 1), LOG_LEVEL: 'debug' },
    {
      before: pins.measured,
      sender: false,
      hear: (line) => {
        const { msg, key, ms } = JSON.parse(line.startsWith('{') ? line : '{}')
        if (msg === 'An answer was drawn' && key === '/') draws.push(ms)
      },
    },
  )
  const publish = await rewording(world.db, world.authorId)
  const cold = await coldMs(`${site.url}/`, draws, publish)
  const copies = await copiesOf(`${site.url}/`)
  const nginx = await startNginx(pins.measured, copies)
  const sides = { ours: site.url, nginx: nginx.url }
  const tags = { ours: await tagOf(`${site.url}/`), nginx: await tagOf(`${nginx.url}/br`) }
  const size: Size = {
    posts,
    ours: empty(),
    nginx: empty(),
    coldMs: cold,
    drawn: 0,
    published: 0,
    rssMib: 0,
    view: await firstView(`${site.url}/`),
  }
  const load = async (side: 'ours' | 'nginx', way: Way) => {
    const encoding = way in ENCODINGS ? (way as keyof typeof ENCODINGS) : 'br'
    const headers = {
      'accept-encoding': ENCODINGS[encoding],
      ...(way === '304' ? { 'if-none-match': tags[side] } : {}),
    }
    const url = side === 'ours' ? `${sides.ours}/` : `${sides.nginx}/${encoding}`
    const connections = way === 'crowd' || way === 'publishing' ? 256 : 64
    const pid = side === 'ours' ? site.pid : nginx.pid
    const before = cpuMs(pid)
    const told = await loadOn({ before: pins.other, wrk, url, headers, connections, seconds: SECONDS })
    return { ...told, cpuUs: ((cpuMs(pid) - before) * 1_000) / (told.rate * SECONDS) }
  }
  try {
    for (const side of ['ours', 'nginx'] as const) await load(side, 'plain')
    for (let round = 1; round <= options.rounds; round++)
      for (const way of WAYS)
        for (const side of round % 2 ? (['ours', 'nginx'] as const) : (['nginx', 'ours'] as const)) {
          if (way !== 'publishing' || side === 'nginx') {
            size[side][way].push(await load(side, way))
            continue
          }
          const before = draws.length
          const told = publishing(publish)
          size.ours.publishing.push(await load('ours', 'publishing'))
          size.published += await told.stop()
          // What was published last is asked for once more; the log comes a moment later.
          await fetch(`${site.url}/readyz`).then((answer) => answer.text())
          await fetch(`${site.url}/`).then((answer) => answer.text())
          await pause(200)
          size.drawn += draws.length - before
        }
    size.rssMib = peakRssMib(site.pid)
    return size
  } finally {
    await nginx.stop()
    await site.stop()
    await world.drop()
    await worlds.drop()
  }
}

function empty(): Record<Way, Worked[]> {
  return { plain: [], gzip: [], br: [], 304: [], crowd: [], publishing: [] }
}

/** The middle of twenty drawings, each after a publish, packing included. */
async function coldMs(url: string, draws: number[], publish: () => Promise<void>): Promise<number> {
  for (let i = 0; i < 25; i++) {
    const before = draws.length
    await publish()
    await until(async () => {
      await (await fetch(url)).text()
      return draws.length > before
    }, 'the page to be drawn')
  }
  return percentile(draws.slice(-20), 0.5)
}

/** Publishes each second until it is stopped; then says how often it did. */
function publishing(publish: () => Promise<void>) {
  let count = 0
  let going = true
  const running = (async () => {
    while (going) {
      await pause(500)
      if (!going) break
      await publish()
      count += 1
      await pause(500)
    }
  })()
  return {
    async stop() {
      going = false
      await running
      return count
    },
  }
}

async function copiesOf(url: string): Promise<Copy[]> {
  return Promise.all(
    Object.entries(ENCODINGS).map(async ([name, encoding]) => {
      const { headers, body } = await rawGet(url, encoding)
      return { path: `/${name}`, headers, body }
    }),
  )
}

async function rawGet(url: string, encoding: string) {
  const { get } = await import('node:http')
  return new Promise<{ headers: Record<string, string>; body: Buffer }>((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding } }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        resolve({ headers: answer.headers as Record<string, string>, body: Buffer.concat(parts) }),
      )
    }).on('error', reject)
  })
}

async function tagOf(url: string): Promise<string> {
  const { headers } = await rawGet(url, 'br')
  return headers.etag ?? ''
}

const of = (loads: Worked[], figure: keyof Worked) => spreadOf(loads.map((load) => load[figure])).median
const ratio = ({ ours, nginx }: Size, way: Way) => of(ours[way], 'rate') / of(nginx[way], 'rate')

function sizeTable(size: Size): string {
  const row = (way: Way) => [
    way,
    shown(of(size.ours[way], 'rate')),
    shown(of(size.nginx[way], 'rate')),
    shown(ratio(size, way)),
    shown(of(size.ours[way], 'p99')),
    shown(of(size.nginx[way], 'p99')),
    shown(of(size.ours[way], 'cpuUs')),
    shown(of(size.nginx[way], 'cpuUs')),
  ]
  const head = ['', 'ours/s', 'nginx/s', 'ratio', 'p99 ms', 'nginx p99 ms', 'CPU µs', 'nginx CPU µs']
  const rest = `cold ${shown(size.coldMs)} ms, ${size.drawn} drawings for ${size.published} publishes, ${shown(size.rssMib)} MiB, first view ${shown(size.view.bytes / 1000)} kB in ${size.view.requests} requests`
  return `${table([head, ...WAYS.map(row)])}\n${rest}`
}

function resultOf(options: Options, sizes: Size[]): Result {
  const largest = sizes.at(-1) as Size
  const least = (way: Way) => Math.min(...sizes.map((size) => ratio(size, way)))
  const p99 = of(largest.ours.crowd, 'p99')
  const slower = Math.max(...sizes.map((size) => of(size.ours.crowd, 'p99') / of(size.nginx.crowd, 'p99')))
  const drawn = sizes.reduce((sum, size) => sum + size.drawn, 0)
  const published = sizes.reduce((sum, size) => sum + size.published, 0)
  const view = Math.max(...sizes.map(({ view }) => view.bytes)) / 1_000
  const requests = Math.max(...sizes.map(({ view }) => view.requests))
  const figures = {
    ours: rounded(of(largest.ours.plain, 'rate')),
    nginx: rounded(of(largest.nginx.plain, 'rate')),
    ratio: rounded(least('plain')),
    ratio_gzip: rounded(least('gzip')),
    ratio_br: rounded(least('br')),
    ratio_304: rounded(least('304')),
    ratio_publishing: rounded(least('publishing')),
    p99_ms: rounded(p99),
    p99_times: rounded(slower),
    cold_ms: rounded(largest.coldMs),
    cold_ms_10: rounded(sizes[0]?.coldMs ?? Number.NaN),
    drawn_per_publish: rounded(drawn / published),
    first_view_kb: rounded(view),
    first_view_requests: requests,
    rss_mib: rounded(Math.max(...sizes.map(({ rssMib }) => rssMib))),
    posts: largest.posts,
    engine: options.engine,
    rounds: options.rounds,
  }
  const targets: Target[] = [
    { what: 'plain, of nginx', value: figures.ratio, limit: { least: 0.5 } },
    { what: 'gzip, of nginx', value: figures.ratio_gzip, limit: { least: 0.5 } },
    { what: 'brotli, of nginx', value: figures.ratio_br, limit: { least: 0.5 } },
    { what: '304, of nginx', value: figures.ratio_304, limit: { least: 0.5 } },
    { what: 'published each second, of nginx', value: figures.ratio_publishing, limit: { least: 0.5 } },
    { what: 'p99 at 256 connections, times nginx’s', value: slower, limit: { most: 4 } },
    { what: 'drawings per publish, at most', value: drawn / published, limit: { most: 1 } },
    { what: 'drawings per publish, at least', value: drawn / published, limit: { least: 1 } },
    { what: 'cold, with 100,000 posts', value: largest.coldMs, limit: { most: 20 }, unit: ' ms' },
    { what: 'first view', value: view, limit: { most: 20 }, unit: ' kB' },
    { what: 'requests of the first view', value: requests, limit: { most: 4 } },
  ]
  return { figures, targets, faults: published ? [] : ['nothing was published'] }
}

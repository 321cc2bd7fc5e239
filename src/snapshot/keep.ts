import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Db } from '#db/open.ts'
import { generationNow, listChanges } from '#db/queries/changes.ts'
import { type Copier, copier } from './copier.ts'
import type { Draw } from './draw.ts'
import type { Store } from './store.ts'

/** What a copy says of itself: its banner asks for `taken`, the instant at which it was last the same as the page. */
const ABOUT = 'snapshot.json'
/** How often it says so when nothing changes. */
const BEAT = 60_000
/** Changes are looked for after as much drawing, so that news never waits for old posts. */
const STRETCH = 500

interface About {
  made_by: 'Candor'
  page: string
  taken: string
  generation: number
  /** What drew it: another program or another address draws everything anew. */
  build: string
  /** Whether every page was there. */
  whole: boolean
}

export interface Keeping {
  db: Db
  store: Store
  draw: Draw
  publicUrl: string
  /** The folder of the build, with `client` in it. */
  root: string
}

/** Keeps a copy the same as the page. One `step` looks for changes and draws for half a second at most. */
export function keepCopy({ db, store, draw, publicUrl, root }: Keeping) {
  const copying = copier(draw, store, publicUrl)
  const build = fingerprint(root, publicUrl)
  const assets = filesUnder(join(root, 'client'))
  let generation = -1
  let whole = false
  let beat = 0

  /** Begins where the last one stopped, if it was drawn by the same program; else everything is drawn. */
  async function begin(anew: boolean): Promise<void> {
    const before = anew ? undefined : await aboutOf(store)
    const held = new Set(await store.list())
    const same = before?.build === build && before.whole
    for (const name of assets)
      if (!same || !held.has(name))
        await store.put(name, readFileSync(join(root, 'client', name)), typeOf(name))
    const from = same ? before.generation : await generationNow(db)
    const changes = same ? await listChanges(db, from) : []
    const follows =
      changes.length === 0 ? from === (await generationNow(db)) : changes[0]?.generation === from + 1
    copying.begin(same && follows ? held : undefined)
    whole = same && follows
    generation = same && follows ? from : await generationNow(db)
  }

  /** Says whether something is left to be done at once. */
  async function step(now: () => number): Promise<boolean> {
    const changed = await heed(copying)
    const end = now() + STRETCH
    const left = await copying.work(now, () => now() > end)
    if (left) return true
    if (!whole) await tidy()
    if (changed || !whole || now() - beat > BEAT) await tell(now())
    return false
  }

  async function heed(copying: Copier): Promise<boolean> {
    const changes = await listChanges(db, generation)
    const [first] = changes
    if (!first) return false
    // So much has happened that the log of it is cut: everything may have changed.
    if (first.generation > generation + 1) copying.fall(['page'])
    for (const { touches } of changes) copying.fall(touches)
    generation = changes.at(-1)?.generation ?? generation
    if (changes.some(({ touches }) => touches.includes('page'))) whole = false
    return true
  }

  /** Files of pages that are no more. */
  async function tidy(): Promise<void> {
    const expected = copying.files()
    for (const name of await store.list())
      if (!expected.has(name) && !assets.includes(name) && name !== ABOUT) await store.remove(name)
  }

  async function tell(now: number): Promise<void> {
    whole = true
    beat = now
    const taken = new Date(now).toISOString()
    const about: About = { made_by: 'Candor', page: publicUrl, taken, generation, build, whole }
    await store.put(ABOUT, Buffer.from(`${JSON.stringify(about)}\n`), 'application/json; charset=utf-8')
  }

  return { begin, step }
}

async function aboutOf(store: Store): Promise<About | undefined> {
  const text = (await store.read(ABOUT))?.toString()
  try {
    return text ? (JSON.parse(text) as About) : undefined
  } catch {
    return undefined
  }
}

function fingerprint(root: string, publicUrl: string): string {
  const hash = createHash('sha256')
    .update(publicUrl)
    .update(readFileSync(join(root, 'server/entry.mjs')))
  return hash
    .update(filesUnder(join(root, 'server')).join())
    .digest('hex')
    .slice(0, 16)
}

function filesUnder(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort()
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

function typeOf(name: string): string {
  return TYPES[extname(name)] ?? 'application/octet-stream'
}

import { posix } from 'node:path'

/** Path → text of every source file, paths relative to the root. */
export type Sources = Map<string, string>

export interface Import {
  from: string
  /** A path in the tree, or the name of a package. */
  to: string
  /** Types only: gone when the program runs. */
  types: boolean
}

const STATEMENT = /^[ \t]*(?:import|export)\s+(type\s+)?([\w*\s{},$]*?)\s*from\s*['"]([^'"]+)['"]/gm
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)(?!\.[A-Z])/g

/** Every import of one file: statements, re-exports, side effects, `import()`. */
export function importsOf(from: string, text: string): Import[] {
  const found: Import[] = []
  const add = (name: string, types: boolean) => found.push({ from, to: resolved(from, name), types })
  for (const [, type, names = '', name = ''] of text.matchAll(STATEMENT))
    add(name, type !== undefined || onlyTypes(names))
  for (const [, name = ''] of text.matchAll(BARE)) add(name, false)
  for (const [, name = ''] of text.matchAll(DYNAMIC)) add(name, false)
  return found
}

function onlyTypes(names: string): boolean {
  const braces = /^\{([\s\S]*)\}$/.exec(names.trim())
  if (!braces?.[1]) return false
  const each = braces[1].split(',').map((name) => name.trim())
  return each.filter(Boolean).every((name) => name.startsWith('type '))
}

function resolved(from: string, name: string): string {
  if (name.startsWith('#')) return name.slice(1)
  return name.startsWith('.') ? posix.join(posix.dirname(from), name) : name
}

export const isOurs = (path: string) => /^(src|db|test)\//.test(path)
const inside = (path: string, places: readonly string[]) =>
  places.some((place) => path === place || path.startsWith(`${place}/`))

/** Each vendor has one door. A package not named here may be used anywhere in `src` and `db`. */
export const VENDORS: Record<string, readonly string[]> = {
  kysely: ['db'],
  'better-sqlite3': ['db'],
  pg: ['db'],
  nodemailer: ['src/channels/email'],
  twilio: ['src/channels/sms'],
  undici: ['src/channels/sms', 'src/channels/http'],
  'web-push': ['src/channels/webpush'],
  'libphonenumber-js': ['src/channels/sms'],
  lucia: ['src/staff/session.ts'],
  astro: ['src/pages', 'src/actions', 'src/middleware.ts', 'src/ui'],
  unified: ['src/posts/markdown.ts'],
  remark: ['src/posts/markdown.ts'],
  rehype: ['src/posts/markdown.ts'],
  diff: ['src/posts/difference.ts'],
  'csv-parse': ['src/subscribers/import'],
  'csv-stringify': ['src/subscribers/csv.ts'],
  pino: ['src/log.ts'],
  aws4fetch: ['src/snapshot'],
  liquidjs: ['src/wording/template.ts'],
  culori: ['src/look.ts'],
  sharp: ['src/staff/logo.ts', 'src/feeds/picture.ts'],
  'opentype.js': ['src/feeds/picture'],
}

const vendorOf = (name: string) =>
  name.replace(/^@types\//, '').match(/^(remark|rehype)(?=-)|^(@[^/]+\/)?[^/:]+/)?.[0] ?? name

export function vendorFaults(sources: Sources): string[] {
  return all(sources)
    .filter(({ from, to }) => !isOurs(to) && !inside(from, VENDORS[vendorOf(to)] ?? [from]))
    .map(({ from, to }) => `${from} imports ${to}, which only ${VENDORS[vendorOf(to)]?.join(', ')} may`)
}

/** What touches the world outside the program; a file that reaches none of it is pure. */
const WORLD =
  /^(astro|nodemailer|twilio|undici|web-push|lucia|pino|kysely|pg|better-sqlite3|node:(fs|http|net|dns|child_process))\b/

/** Files that reach, through all that they import, neither database nor network nor disk nor framework. */
export function pureFiles(sources: Sources): Set<string> {
  const imports = Map.groupBy(
    all(sources).filter((one) => !one.types),
    (one) => one.from,
  )
  const known = new Map<string, boolean>()
  const pure = (path: string): boolean => {
    if (!isOurs(path)) return !WORLD.test(path)
    if (path.startsWith('db/') || path.endsWith('.astro')) return false
    const before = known.get(path)
    if (before !== undefined) return before
    known.set(path, true)
    const answer = (imports.get(path) ?? []).every(({ to }) => pure(to))
    known.set(path, answer)
    return answer
  }
  return new Set([...sources.keys()].filter(pure))
}

const VERBS = ['src/posts', 'src/status', 'src/subscribers', 'src/staff', 'src/deliveries', 'src/monitors']

/** Room → what it may use besides itself and what is pure. Downward only. */
export const ROOMS: Record<string, readonly string[]> = {
  'src/pages': [
    ...VERBS,
    'src/feeds',
    'src/ui',
    'src/actions',
    'src/api',
    'src/database.ts',
    'src/server/health.ts',
    'db/queries',
  ],
  'src/actions': [...VERBS, 'src/database.ts', 'db/queries'],
  // Doors for programs, beside those of forms.
  'src/api': [
    ...VERBS,
    'src/feeds',
    'src/database.ts',
    'src/throttle.ts',
    'src/log.ts',
    'db/queries',
    'db/open.ts',
  ],
  'src/middleware.ts': ['src/staff', 'src/database.ts', 'db/queries'],
  'src/ui': [],
  'src/worker': [
    'src/deliveries',
    'src/posts',
    'src/monitors',
    'src/subscribers',
    'src/staff',
    'src/channels',
    'src/throttle.ts',
    'src/log.ts',
    'src/database.ts',
    'db',
  ],
  'src/server': [
    'src/staff/setup.ts',
    'src/staff/session.ts',
    'src/database.ts',
    'src/log.ts',
    'src/throttle.ts',
    'db',
  ],
  'src/snapshot': ['src/server/build.ts', 'src/server/front/draw.ts', 'src/database.ts', 'src/log.ts', 'db'],
  'src/deliveries': ['src/channels', 'src/log.ts', 'db'],
  'src/posts': ['db'],
  'src/status': ['db'],
  'src/subscribers': ['src/channels', 'src/throttle.ts', 'db'],
  'src/staff': ['src/throttle.ts', 'db'],
  'src/monitors': ['src/posts', 'src/throttle.ts', 'db'],
  'src/imports': ['src/posts', 'db'],
  'src/channels': [],
  'src/feeds': [],
  'src/throttle.ts': ['db/queries'],
  'src/database.ts': ['db/open.ts'],
  db: [],
}

/** What a file or folder may use although the table says no, each with its reason. */
export const EXCEPTIONS: Record<string, readonly string[]> = {
  // What a carrier's answer means for an address is written with the outcome, in one transaction.
  'src/deliveries/record.ts': ['src/subscribers/former.ts', 'src/subscribers/quarantine.ts'],
  'src/deliveries/bounce.ts': [
    'src/subscribers/former.ts',
    'src/subscribers/suppress.ts',
    'src/subscribers/unsubscribe.ts',
    'src/subscribers/quarantine.ts',
  ],
  'src/deliveries/callback.ts': ['src/subscribers/quarantine.ts'],
  'src/deliveries/follow-failure.ts': [
    'src/subscribers/former.ts',
    'src/subscribers/suppress.ts',
    'src/subscribers/carrier-stop.ts',
    'src/subscribers/quarantine.ts',
    'src/subscribers/country.ts',
  ],
  // One alert is about a country that is closed to codes; settling it opens the country.
  'src/deliveries/attend.ts': ['src/subscribers/country.ts'],
  // A carrier's own form of calling back: its signature, its codes, its answer; and what it asks of the operator.
  'src/pages/hooks': ['src/log.ts', 'src/channels/sms/callback.ts', 'src/channels/sms/twiml.ts'],
  // What fails while people watch an announcement belongs to no request.
  'src/pages/admin/deliveries/_room.ts': ['src/log.ts'],
  // What is counted and taken back by channel follows what each says of itself; the registry is pure.
  'db/queries': ['src/channels/index.ts'],
  // An invitation's link is derived when its mail is made, never stored.
  'src/deliveries/letter.ts': ['src/staff/invite.ts'],
}

export function roomFaults(sources: Sources): string[] {
  const pure = pureFiles(sources)
  return all(sources)
    .filter(({ from, to, types }) => {
      if (types || !isOurs(to) || inside(from, TELLERS)) return false
      const room = roomOf(from)
      if (!room || inside(to, [room, ...(ROOMS[room] ?? []), ...exceptionsFor(from)])) return false
      if (room === 'db') return !isConstant(to, sources)
      return !pure.has(to) || (SETTINGS.includes(to) && HANDED.includes(room))
    })
    .map(({ from, to }) => `${from} imports ${to}, which ${roomOf(from)} may not`)
}

/** The demo tells its story through the verbs and catches what is sent. */
const TELLERS = ['db/demo.ts', 'db/demo']
/** Rooms whose settings are handed in. */
const HANDED = ['src/channels', 'src/feeds']
const SETTINGS = ['src/config.ts', 'src/keys.ts']

const exceptionsFor = (from: string) =>
  Object.keys(EXCEPTIONS).flatMap((place) => (inside(from, [place]) ? (EXCEPTIONS[place] ?? []) : []))

const roomOf = (path: string) => Object.keys(ROOMS).find((room) => inside(path, [room]))

/** A noun's own words, in a file that leans on nothing: the only thing of `src` that `db` may hold in its hand. */
function isConstant(path: string, sources: Sources): boolean {
  return importsOf(path, sources.get(path) ?? '').every((one) => one.types) && sources.has(path)
}

function all(sources: Sources): Import[] {
  return [...sources].flatMap(([path, text]) => importsOf(path, text))
}

/** Verbs are told what time it is, so that tests and late work can say otherwise. */
export function clockFaults(sources: Sources, allowed: readonly string[]): string[] {
  const told = [...VERBS, 'src/imports', 'src/channels', 'src/feeds']
  return [...sources]
    .filter(
      ([path, text]) =>
        inside(path, told) && !allowed.includes(path) && /\bDate\.now\(\)|\bnew Date\(\)/.test(text),
    )
    .map(([path]) => `${path} reads the clock instead of being told the time`)
}

/** Files longer than their room allows, unless a longer limit is set for them. */
export function sizeFaults(sources: Sources, longer: Record<string, number>): string[] {
  return [...sources].flatMap(([path, text]) => {
    const lines = text.trimEnd().split('\n').length
    const limit = longer[path] ?? (path.startsWith('src/pages/') ? 120 : 180)
    return lines > limit ? [`${path} has ${lines} lines; ${limit} are enough`] : []
  })
}

/** Relative links of Markdown files that lead nowhere. */
export function linkFaults(documents: Sources, exists: (path: string) => boolean): string[] {
  return [...documents].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)]
      .map(([, target = '']) => posix.join(posix.dirname(path), target))
      .filter((target) => !exists(target))
      .map((target) => `${path} links to ${target}, which is not there`),
  )
}

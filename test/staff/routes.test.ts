import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Pages that people reach who are not signed in yet. */
const OPEN = ['login.astro', 'setup/[token].astro', 'invite/[token].astro', 'signin/[token].astro']
/** Doors that people who are not signed in may use. */
const PUBLIC = ['signIn', 'signInByLink', 'setUp', 'acceptInvite']

const routes = globSync('src/pages/admin/**/*.{astro,ts}').filter((path) => !/\/_[^/]*$/.test(path))
const guarded = routes.filter((path) => !OPEN.includes(path.slice('src/pages/admin/'.length)))

test('there are staff routes, and the open ones are among them', () => {
  expect(guarded.length).toBeGreaterThan(8)
  for (const path of OPEN) expect(routes).toContain(`src/pages/admin/${path}`)
})

test.each(guarded)('%s asks who is signed in, and sends the answer instead of itself', (path) => {
  const source = readFileSync(path, 'utf8')
  expect(source).toMatch(/= await requireRole\((Astro|context), '(viewer|editor|admin|owner)'\)/)
  expect(source).toMatch(/if \(staff instanceof Response( && !lost)?\) return/)
})

test.each(guarded)('%s reads nothing before it has asked', (path) => {
  const source = readFileSync(path, 'utf8').replace(/^(import [\s\S]*? from )?'[^']*'$/gm, '')
  const before = source.slice(0, source.indexOf('await requireRole('))
  expect(before).not.toMatch(/\bdb\(\)/)
})

test.each(globSync('src/pages/!(admin)/**/*.{astro,ts}').concat(globSync('src/pages/*.{astro,ts}')))(
  '%s, a public route, does not look at who is signed in',
  (path) => {
    expect(readFileSync(path, 'utf8')).not.toMatch(/locals\.staff|requireRole|[aA]stro\.cookies/)
  },
)

test.each(['posts', 'staff', 'status', 'page', 'attention'])(
  'every door of actions/%s.ts is for staff, but for signing in',
  (noun) => {
    const source = readFileSync(`src/actions/${noun}.ts`, 'utf8')
    const open = [...source.matchAll(/^ {2}(\w+): publicDoor\(/gm)].map((match) => match[1])
    expect(open).toEqual(noun === 'staff' ? PUBLIC : [])
    expect(source).not.toContain('defineAction')
  },
)

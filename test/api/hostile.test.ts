import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DOORS } from '#src/api/doors.ts'
import { aProgram } from '#test/support/api.ts'
import { freshDb } from '#test/support/db.ts'
import { aComponent, aPage, NOON } from '#test/support/makers.ts'

const NASTY = [
  '',
  ' ',
  "' or 1=1--",
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'toString',
  '\u202e',
  '\ud800',
  '\u0001',
  '%00',
  '😀'.repeat(300),
  'a'.repeat(30_000),
  '2026-02-30',
  '2026-11-22T12:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '-271821-04-20',
  '275760-09-13T00:00:00Z',
  '1e309',
  'null',
  'operational',
  'major_outage',
  'resolved',
  'in_progress',
  'completed',
  'critical',
  'true',
  'Etc/GMT+12',
]

/** Every name that any door reads, and some that none does. */
const NAMES = [
  ...['incident', 'component', 'component_group', 'page', 'postmortem', 'incident_update', 'release'],
  ...['name', 'body', 'status', 'impact_override', 'components', 'component_ids', 'deliver_notifications'],
  ...['metadata', 'scheduled_for', 'scheduled_until', 'scheduled_remind_prior', 'scheduled_auto_completed'],
  ...['backfilled', 'backfill_date', 'description', 'group_id', 'showcase', 'start_date', 'time_zone'],
  ...['body_draft', 'display_at', 'labels', 'released_on', 'support_url', '__proto__', 'x'],
]

function requests(ids: string[]) {
  const leaf = fc.oneof(
    fc.constantFrom(...NASTY, ...ids),
    fc.constantFrom(null, true, false, 0, -1, 1e308, 2 ** 53),
    fc.string(),
  )
  const name = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...NAMES) },
    fc.constantFrom(...ids, ...NASTY),
  )
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { weight: 4, arbitrary: leaf },
      { weight: 1, arbitrary: fc.array(tie('node'), { maxLength: 3 }) },
      { weight: 2, arbitrary: fc.dictionary(name, tie('node'), { maxKeys: 5 }) },
    ),
  })).node
  // Mostly right, and wrong in a place or two: what is wrong altogether does not come far.
  const nearly = fc
    .dictionary(fc.constantFrom(...NAMES), tree, { maxKeys: 3 })
    .map((wrong) => ({ name: 'A name', body: 'Words.', body_draft: 'More words.', ...wrong }))
  return fc.record({
    wrap: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
    door: fc.constantFrom(...DOORS),
    id: fc.oneof(fc.constantFrom(...ids), fc.constantFrom('x', "'--", 'a'.repeat(500), '__proto__')),
    query: fc.dictionary(
      fc.constantFrom('page', 'per_page', 'limit', 'q'),
      fc.constantFrom(...NASTY.slice(0, 12), '3'),
    ),
    body: fc.oneof({ weight: 5, arbitrary: nearly as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: tree }),
    later: fc.integer({ min: 0, max: 1e9 }),
  })
}

/** What the things of a door are wrapped in. */
function outerOf(path: string): string {
  const known = [/postmortem/, /incident_update/, /incident/, /component-group/, /component/, /release/]
  const found = known.find((one) => one.test(path))?.source ?? 'page'
  return found.replace('-', '_')
}

test.each(['sqlite', 'postgres'] as const)(
  'whatever a program that is let in sends to any door on %s, it is answered, never with a fault',
  async (engine) => {
    const { db, drop } = await freshDb(engine)
    await aPage(db)
    const program = await aProgram(db, NOON)
    const component = await aComponent(db, 'API')
    const make = async (path: string, body: object) =>
      (await program.ask('POST', path, { body })).body.id as string
    const window = { scheduled_for: '2026-12-01T00:00:00Z', scheduled_until: '2026-12-02T00:00:00Z' }
    const ids = [
      component,
      await make('/incidents', { incident: { name: 'One' } }),
      await make('/incidents', { incident: { name: 'Two', ...window } }),
      await make('/component-groups', { component_group: { name: 'Core', components: [component] } }),
      await make('/releases', { release: { name: 'Three', body: 'New.' } }),
    ]
    let refused = 0
    let now = NOON
    await fc.assert(
      fc.asyncProperty(requests(ids), async ({ door, id, query, body, later, wrap }) => {
        // Each waits long enough for its bucket to fill again.
        now += 1_000 + (later % 60_000)
        const path = door.path
          .replace('{page_id}', program.pageId)
          .replace(/\{\w+\}/g, encodeURIComponent(id))
        const asked = new URLSearchParams(query)
        const { status, body: said } = await program.ask(door.method, `/${path}?${asked}`, {
          now,
          ...(['GET', 'DELETE'].includes(door.method)
            ? {}
            : { body: wrap ? { [outerOf(door.path)]: body } : body }),
        })
        if (status >= 400) refused += 1
        expect(status, JSON.stringify(said)).toBeLessThan(500)
        if (status >= 400)
          expect(said).toMatchObject({ message: expect.any(String), error: { code: expect.any(String) } })
      }),
      { numRuns: engine === 'sqlite' ? 1_500 : 500, seed: 20_261_123 },
    )
    expect(refused).toBeGreaterThan(100)
    await drop()
  },
  60_000,
)

import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { findPage } from '#db/queries/page.ts'
import { listLastPublished } from '#db/queries/timeline.ts'
import { DOORS } from '#src/api/doors.ts'
import { type Operation, openApi } from '#src/api/openapi.ts'
import { THINGS } from '#src/api/things.ts'
import { readWorld } from '#src/api/world.ts'
import { type Address, ANSWERS } from '#src/feeds/statuspage.ts'
import { generic } from '#src/monitors/generic.ts'
import { aProgram } from '#test/support/api.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
// Numbers of one country may be texted.
import '../subscribers/world.ts'

// As a program reads it that knows nothing of ours.
const document = JSON.parse(JSON.stringify(openApi('https://status.example'))) as ReturnType<typeof openApi>
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
ajv.addSchema({ $id: 'doc', ...document })

const pointer = (...parts: string[]) =>
  `doc#/${parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`
const JSON_TYPE = 'application/json'

/** What of a value does not match the schema at a place of the description; empty when all does. */
function faults(value: unknown, ...place: string[]): string[] {
  const fits = ajv.compile({ $ref: pointer(...place) })
  if (fits(value)) return []
  return (fits.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
)

describe('the description', () => {
  test('is OpenAPI 3.1, and all that it points at is there', async () => {
    const { valid, errors } = await new Validator().validate({ ...structuredClone(document) })
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    for (const [, ref = ''] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
      const at = ref
        .slice(2)
        .split('/')
        .reduce<unknown>((part, name) => (part as Record<string, unknown>)?.[name], document)
      expect(at, ref).toBeDefined()
    }
  })

  test('names every door with what it takes and answers, and nothing else under /api/v1', () => {
    const described = operations.filter(({ path }) => path.startsWith('/api/v1'))
    expect(described.map(({ path, method }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
      DOORS.map(({ path, method }) => `${method} /api/v1${path}`).sort(),
    )
    for (const door of DOORS) {
      const operation = document.paths[`/api/v1${door.path}`]?.[door.method.toLowerCase()] as Operation
      expect(operation.requestBody !== undefined, operation.operationId).toBe(door.body !== undefined)
      expect(Object.keys(operation.responses)).toContain(String(door.status ?? 200))
      if (door.answers) expect(Object.keys(THINGS)).toContain(door.answers.replace('[]', ''))
      const named = (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name)
      const shape = door.query && 'shape' in door.query ? Object.keys(door.query.shape as object) : []
      expect(named).toEqual(shape)
    }
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('says of a monitor’s body what is taken, and nothing more', () => {
    const place = ['paths', '/hooks/monitors/{token}', 'post', 'requestBody', 'content', JSON_TYPE, 'schema']
    const bodies: [unknown, boolean][] = [
      [{ title: 'Down', status: 'firing' }, true],
      [{ title: 'Down', status: 'resolved', labels: { a: 1, b: true, c: null }, key: 'x', url: '' }, true],
      [{ title: 'Down' }, false],
      [{ title: '', status: 'firing' }, false],
      [{ title: 'Down', status: 'burning' }, false],
      [{ title: 'Down', status: 'firing', labels: { a: [] } }, false],
    ]
    for (const [body, taken] of bodies) {
      expect(faults(body, ...place).length === 0, JSON.stringify(body)).toBe(taken)
      const read = () => generic.read(body as Record<string, unknown>)
      if (taken) expect(read()).toMatchObject({ title: 'Down' })
      else expect(read).toThrow()
    }
  })
})

onBothEngines('what is really answered', (open) => {
  test('matches the description at every address of the manage API, and so does what was sent', async () => {
    const { db } = await open()
    await aPage(db)
    const shop = await aComponent(db, 'Shop')
    const till = await aComponent(db, 'Till')
    const quarantined = await aSubscriber(db, { componentIds: [shop], quarantined_until: NOON })
    const program = await aProgram(db, NOON)
    const seen = new Set<string>()
    let now = NOON

    /** Asks, and holds both sides against the description. */
    async function ask(method: string, path: string, body?: object) {
      now += 1_000
      const answered = await program.ask(method, path, { body, now })
      const whole = path.startsWith('//') ? path.slice(1) : `/pages/${program.pageId}${path}`
      const place = placeOf(method, whole.split('?')[0] ?? '')
      seen.add(place.operation.operationId)
      const at = ['paths', place.path, method.toLowerCase()]
      if (body)
        expect(
          faults(body, ...at, 'requestBody', 'content', JSON_TYPE, 'schema'),
          `${method} ${path}`,
        ).toEqual([])
      const response = place.operation.responses[String(answered.status)]
      expect(
        response,
        `${method} ${path} answered ${answered.status} ${JSON.stringify(answered.body)}`,
      ).toBeDefined()
      if (response && 'content' in response)
        expect(
          faults(answered.body, ...at, 'responses', String(answered.status), 'content', JSON_TYPE, 'schema'),
          `${method} ${path}`,
        ).toEqual([])
      expect(answered.status, `${method} ${path} ${JSON.stringify(answered.body)}`).toBeLessThan(300)
      return answered.body
    }

    await ask('GET', '//pages')
    await ask('GET', '')
    for (const method of ['PATCH', 'PUT'])
      await ask(method, '', { page: { page_description: `By ${method}` } })
    await ask('GET', '/components')
    const { id: made } = await ask('POST', '/components', {
      component: { name: 'API', start_date: '2026-01-01' },
    })
    await ask('GET', `/components/${made}`)
    for (const method of ['PATCH', 'PUT'])
      await ask(method, `/components/${made}`, { component: { status: 'operational' } })
    const { id: group } = await ask('POST', '/component-groups', {
      component_group: { name: 'Shops', components: [shop] },
    })
    await ask('GET', '/component-groups')
    await ask('GET', `/component-groups/${group}`)
    for (const method of ['PATCH', 'PUT'])
      await ask(method, `/component-groups/${group}`, {
        component_group: { name: 'Our shops', components: [shop, till] },
      })
    await ask('GET', '/components')
    const { id: incident, incident_updates: [first] = [] } = await ask('POST', '/incidents', {
      incident: {
        name: 'Shop is slow',
        body: 'We look.',
        status: 'investigating',
        components: { [shop]: 'partial_outage' },
        metadata: { a: { b: 1 } },
      },
    })
    await ask('GET', `/incidents/${incident}`)
    await ask('GET', '/incidents/unresolved')
    for (const method of ['PATCH', 'PUT'])
      await ask(method, `/incidents/${incident}/incident_updates/${first.id}`, {
        incident_update: { body: `Better, by ${method}.` },
      })
    for (const [method, status] of [
      ['PATCH', 'identified'],
      ['PUT', 'resolved'],
    ] as const)
      await ask(method, `/incidents/${incident}`, { incident: { status, body: 'More.' } })
    const postmortem = `/incidents/${incident}/postmortem`
    await ask('PUT', postmortem, { postmortem: { body_draft: 'What happened.' } })
    await ask('GET', postmortem)
    await ask('PUT', `${postmortem}/revert`)
    await ask('DELETE', postmortem)
    await ask('PUT', postmortem, { postmortem: { body_draft: 'What happened, again.' } })
    await ask('PUT', `${postmortem}/publish`, { postmortem: { notify_subscribers: true } })
    const window = { scheduled_for: '2026-12-24T18:00:00Z', scheduled_until: '2026-12-24T20:00:00Z' }
    const { id: closure } = await ask('POST', '/incidents', {
      incident: {
        name: 'New tills',
        body: 'We put them in.',
        status: 'scheduled',
        components: { [till]: 'under_maintenance' },
        scheduled_remind_prior: true,
        ...window,
      },
    })
    for (const list of [
      '/incidents?limit=2',
      '/incidents/scheduled',
      '/incidents/upcoming',
      '/incidents/active_maintenance',
    ])
      await ask('GET', list)
    await ask('DELETE', `/incidents/${closure}`)
    const { id: release } = await ask('POST', '/releases', {
      release: { name: 'Faster', body: 'Twice.', labels: ['improved'] },
    })
    await ask('GET', '/releases')
    await ask('GET', `/releases/${release}`)
    await ask('PATCH', `/releases/${release}`, { release: { body: 'Three times.' } })
    const { id: person } = await ask('POST', '/subscribers', {
      subscriber: { email: 'maria@example.com', component_ids: [shop] },
    })
    await ask('POST', '/subscribers', {
      subscriber: {
        phone_number: '+14155550132',
        skip_confirmation_notification: true,
        consent: { given_at: '2026-11-20T09:00:00Z', evidence: 'Ticked at checkout' },
      },
    })
    await ask('POST', `/incidents/${incident}/subscribers`, { subscriber: { email: 'rui@example.com' } })
    await ask('GET', '/subscribers?state=all')
    await ask('GET', `/subscribers/${person}`)
    await ask('GET', '/subscribers/count')
    await ask('GET', '/subscribers/histogram_by_state')
    now += 86_400_000
    await ask('POST', `/subscribers/${person}/resend_confirmation`)
    await ask('POST', '/subscribers/resend_confirmation', { subscribers: 'all' })
    await ask('POST', '/subscribers/reactivate', { subscribers: [String(quarantined)] })
    await ask('DELETE', `/subscribers/${person}`)
    await ask('POST', '/subscribers/unsubscribe', { subscribers: 'all', state: 'all' })
    await ask('GET', '/subscribers/unsubscribed')
    await ask('DELETE', `/component-groups/${group}`)
    await ask('DELETE', `/components/${made}`)
    const all = operations
      .filter(({ path }) => path.startsWith('/api/v1'))
      .map(({ operation }) => operation.operationId)
    expect(all.filter((id) => !seen.has(id))).toEqual([])

    const page = await findPage(db)
    if (!page) throw new Error('no page')
    for (const [path, answer] of Object.entries(ANSWERS)) {
      const recent = await listLastPublished(
        db,
        path.startsWith('s') && path !== 'summary.json' ? 'closure' : 'incident',
        50,
      )
      const told = JSON.parse(JSON.stringify(answer(await readWorld(db, page, now, recent), recent)))
      const at = [
        'paths',
        `/api/v2/${path as Address}`,
        'get',
        'responses',
        '200',
        'content',
        JSON_TYPE,
        'schema',
      ]
      expect(faults(told, ...at), path).toEqual([])
    }
  })

  test('what is refused is told in the shape that is described', async () => {
    const { db } = await open()
    await aPage(db)
    const viewer = await aProgram(db, NOON, 'viewer')
    const editor = await aProgram(db, NOON, 'editor')
    const answers = [
      await viewer.ask('POST', '/incidents', { body: {} }),
      await viewer.ask('GET', '/incidents/nothing'),
      await viewer.ask('GET', '/incidents', { headers: { authorization: '' } }),
      await editor.ask('POST', '/incidents', { body: { incident: {} } }),
      await editor.ask('POST', '/incidents', { body: '{' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 401, 422, 400])
    for (const { body } of answers) expect(faults(body, 'components', 'schemas', 'Problem')).toEqual([])
  })
})

/** The described path that an address is one of; fixed names go first. */
function placeOf(method: string, address: string) {
  const parts = `/api/v1${address}`.split('/')
  const found = operations
    .filter(({ path, method: other }) => {
      const wanted = path.split('/')
      return (
        other === method.toLowerCase() &&
        wanted.length === parts.length &&
        wanted.every((part, index) => part.startsWith('{') || part === parts[index])
      )
    })
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]
  if (!found) throw new Error(`${method} ${address} is not described`)
  return found
}

import { expect, test } from 'vitest'
import { listAudit } from '#db/queries/audit.ts'
import { generationNow, listChanges } from '#db/queries/changes.ts'
import { findComponent } from '#db/queries/status.ts'
import { listTokens } from '#db/queries/tokens.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { withFollowers } from '#src/channels/index.ts'
import { keepTime } from '#src/posts/keep-time.ts'
import { changeRole, disable, enable } from '#src/staff/member.ts'
import { revokeToken } from '#src/staff/token.ts'
import { aProgram } from '#test/support/api.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'

const HOUR = 3_600_000
const iso = (at: number) => new Date(at).toISOString()

onBothEngines('the manage API', (open) => {
  async function begun(role = 'admin') {
    const { db } = await open()
    await aPage(db)
    const [api, web] = [await aComponent(db, 'API'), await aComponent(db, 'Web', { position: 2 })]
    return { db, api, web, program: await aProgram(db, NOON, role) }
  }
  const told = async (db: Awaited<ReturnType<typeof begun>>['db']) =>
    (await db.selectFrom('announcements').selectAll().orderBy('id').execute()).map(({ channels }) =>
      JSON.parse(channels),
    )

  test('an incident goes its whole way: found, told, worked on, resolved, its components set back', async () => {
    const { db, program, api } = await begun()
    await aSubscriber(db)
    const created = await program.ask('POST', '/incidents', {
      body: {
        incident: {
          name: 'API is slow',
          status: 'investigating',
          body: 'We look into it.',
          components: { [api]: 'partial_outage' },
        },
      },
    })
    expect([created.status, created.body.impact, created.body.components[0].status]).toEqual([
      201,
      'minor',
      'partial_outage',
    ])
    const { id } = created.body
    expect(await findPost(db, id)).toMatchObject({ title: 'API is slow', authorName: 'Monitor' })
    const worse = {
      incident: { status: 'identified', body: 'Found.', components: { [api]: 'major_outage' } },
    }
    const more = await program.ask('PATCH', `/incidents/${id}`, { body: worse, now: NOON + HOUR })
    expect([more.status, more.body.status, more.body.impact]).toEqual([200, 'identified', 'major'])
    const done = await program.ask('PUT', `/incidents/${id}.json`, {
      body: { incident: { status: 'resolved' } },
      now: NOON + 2 * HOUR,
    })
    expect(done.body).toMatchObject({
      status: 'resolved',
      resolved_at: iso(NOON + 2 * HOUR),
      components: [{ id: api, status: 'operational' }],
    })
    expect(done.body.incident_updates.map(({ body }: { body: string }) => body)).toEqual([
      'This incident has been resolved.',
      'Found.',
      'We look into it.',
    ])
    const [mails, both] = [withFollowers(['email']), withFollowers(['email', 'sms'])]
    expect(await told(db)).toEqual([both, mails, both])
    expect((await program.ask('GET', '/incidents/unresolved')).body).toEqual([])
    const audit = (await listAudit(db, 20)).filter(({ action }) => action.startsWith('post.'))
    expect(audit.map(({ staff_name }) => staff_name)).toEqual(['Monitor', 'Monitor', 'Monitor'])
  })

  test('deliver_notifications false tells nobody; left out, it tells', async () => {
    const { db, program } = await begun()
    const say = (more: object) =>
      program.ask('POST', '/incidents', {
        body: { incident: { name: `A ${JSON.stringify(more)}`, ...more } },
      })
    expect((await say({ deliver_notifications: false })).body.incident_updates[0].deliver_notifications).toBe(
      false,
    )
    expect(
      (await say({ deliver_notifications: 'false' })).body.incident_updates[0].deliver_notifications,
    ).toBe(false)
    expect(await told(db)).toEqual([])
    expect((await say({})).body.incident_updates[0].deliver_notifications).toBe(true)
    expect(await told(db)).toHaveLength(1)
  })

  test('the same sent twice is one incident and one update, with a key or in the same minute', async () => {
    const { db, program } = await begun()
    const create = { incident: { name: 'Twice', body: 'Once.' } }
    const [one, two] = [
      await program.ask('POST', '/incidents', { body: create }),
      await program.ask('POST', '/incidents', { body: create, now: NOON + 30_000 }),
    ]
    expect(two.body.id).toBe(one.body.id)
    const keyed = { body: create, now: NOON + HOUR, headers: { 'idempotency-key': 'a' } }
    const [three, four] = [
      await program.ask('POST', '/incidents', keyed),
      await program.ask('POST', '/incidents', { ...keyed, now: NOON + 20 * HOUR }),
    ]
    expect(three.body.id).not.toBe(one.body.id)
    expect(four.body.id).toBe(three.body.id)
    const end = { incident: { status: 'resolved', body: 'Over.' } }
    for (const now of [NOON + 2 * HOUR, NOON + 2 * HOUR + 9_000])
      await program.ask('PATCH', `/incidents/${one.body.id}`, { body: end, now })
    expect((await findPost(db, one.body.id))?.updates).toHaveLength(2)
    expect(await told(db)).toHaveLength(3)
  })

  test('ten at once under one key are one', async () => {
    const { db, program } = await begun()
    const sent = { body: { incident: { name: 'At once' } }, headers: { 'idempotency-key': 'x' } }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => program.ask('POST', '/incidents', sent)),
    )
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await db.selectFrom('posts').selectAll().execute()).toHaveLength(1)
  })

  test('a new title keeps the former one, and a changed text keeps what it said', async () => {
    const { db, program } = await begun()
    const { body } = await program.ask('POST', '/incidents', {
      body: { incident: { name: 'Old', body: 'Wrong.' } },
    })
    const renamed = await program.ask('PATCH', `/incidents/${body.id}`, {
      body: { incident: { name: 'New' } },
      now: NOON + 1,
    })
    expect([renamed.body.name, renamed.body.incident_updates.length]).toEqual(['New', 1])
    expect(await db.selectFrom('titles').select('title').execute()).toEqual([{ title: 'Old' }])
    const path = `/incidents/${body.id}/incident_updates/${body.incident_updates[0].id}`
    const corrected = await program.ask('PATCH', path, {
      body: { incident_update: { body: 'Right.' } },
      now: NOON + 2,
    })
    expect(corrected.body).toMatchObject({ body: 'Right.', updated_at: iso(NOON + 2), created_at: iso(NOON) })
    expect((await findPost(db, body.id))?.updates[0]?.revisions.map((one) => one.body)).toEqual(['Wrong.'])
    const moved = { incident_update: { display_at: '2020-01-01T00:00:00Z' } }
    expect((await program.ask('PATCH', path, { body: moved })).status).toBe(422)
  })

  test('what changes without a word gets words: nothing that was said changes silently', async () => {
    const { db, program, api } = await begun()
    const { body } = await program.ask('POST', '/incidents', {
      body: { incident: { name: 'Slow', body: 'Slow.' } },
    })
    const quiet = async (incident: object, now: number) =>
      (await program.ask('PATCH', `/incidents/${body.id}`, { body: { incident }, now })).body
        .incident_updates[0].body
    expect(await quiet({ components: { [api]: 'major_outage' } }, NOON + 1)).toBe('API: major outage.')
    expect(await quiet({ impact_override: 'critical' }, NOON + 2)).toBe('The impact is now: critical.')
    expect(await quiet({ status: 'monitoring' }, NOON + 3)).toMatch(/^A fix has been implemented/)
    expect(await quiet({ metadata: { jira: { issue: 'X-1' } } }, NOON + 4)).toMatch(
      /^A fix has been implemented/,
    )
    expect((await program.ask('GET', `/incidents/${body.id}`)).body.metadata).toEqual({
      jira: { issue: 'X-1' },
    })
    // Creation and the change of state are told; the rest says itself on the page.
    expect(await told(db)).toHaveLength(2)
  })

  test('an incident says itself in other languages too, and corrects itself there', async () => {
    const { db, program } = await begun()
    const translations = { de: { name: 'Störung', body: 'Wir suchen.' }, ja: { name: '障害' } }
    const { body } = await program.ask('POST', '/incidents', {
      body: { incident: { name: 'Fault', body: 'We look.', translations } },
    })
    const again = { de: { name: 'Große Störung', body: 'Es läuft.' } }
    const change = { incident: { body: 'It runs.', status: 'resolved', translations: again } }
    const changed = await program.ask('PATCH', `/incidents/${body.id}`, { body: change, now: NOON + 1 })
    expect(changed.body.name).toBe('Fault')
    const post = await findPost(db, body.id)
    expect(post?.texts).toEqual({
      de: { title: 'Große Störung', stillWorks: null },
      ja: { title: '障害', stillWorks: null },
    })
    expect(post?.updates.map(({ texts }) => texts)).toEqual([{ de: 'Es läuft.' }, { de: 'Wir suchen.' }])
    for (const wrong of [{ xx: { name: 'a' } }, { de: { name: 'a\nb' } }, { de: 'x' }])
      expect(
        (await program.ask('PATCH', `/incidents/${body.id}`, { body: { incident: { translations: wrong } } }))
          .status,
      ).toBeGreaterThanOrEqual(400)
    const release = { name: 'New', body: 'More.', translations: { ar: { name: 'جديد' } } }
    const made = await program.ask('POST', '/releases', { body: { release } })
    expect((await findPost(db, made.body.id))?.texts.ar?.title).toBe('جديد')
  })

  test('a back-dated incident stands where it belongs, is marked, and is told to nobody', async () => {
    const { db, program } = await begun()
    const past = { name: 'Long ago', body: 'It was.', backfilled: true, backfill_date: '2026-01-02' }
    const { status, body } = await program.ask('POST', '/incidents', { body: { incident: past } })
    expect([status, body.status, body.created_at, body.backfilled]).toEqual([
      201,
      'resolved',
      '2026-01-02T00:00:00.000Z',
      true,
    ])
    expect(await told(db)).toEqual([])
    expect((await findPost(db, body.id))?.backdatedAt).toBe(NOON)
    for (const wrong of [
      { backfill_date: iso(NOON + 1) },
      { backfill_date: undefined },
      { backfill_date: 'x' },
      { components: {} },
    ])
      expect(
        (await program.ask('POST', '/incidents', { body: { incident: { ...past, ...wrong } } })).status,
      ).toBe(422)
  })

  const window = { scheduled_for: iso(NOON + HOUR), scheduled_until: iso(NOON + 2 * HOUR) }

  test('a maintenance begins and ends by the clock unless its program says otherwise', async () => {
    const { db, program, web } = await begun()
    const make = async (name: string, more: object) =>
      (
        await program.ask('POST', '/incidents', {
          body: { incident: { name, ...window, component_ids: [web], ...more } },
        })
      ).body
    const clock = await make('By the clock', { scheduled_remind_prior: true })
    const hand = await make('By hand', { scheduled_auto_in_progress: false, scheduled_auto_completed: false })
    expect(clock).toMatchObject({
      ...window,
      status: 'scheduled',
      impact: 'maintenance',
      scheduled_remind_prior: true,
    })
    expect(hand).toMatchObject({ scheduled_auto_in_progress: false, scheduled_auto_completed: false })
    const at = NOON + 1.5 * HOUR
    await keepTime(db, at)
    const states = async (path: string, now: number) =>
      (await program.ask('GET', path, { now })).body.map(({ name }: { name: string }) => name)
    expect(await states('/incidents/active_maintenance', at)).toEqual(['By the clock'])
    expect(await states('/incidents/upcoming', at)).toEqual(['By hand'])
    const begin = { incident: { status: 'in_progress' } }
    await program.ask('PATCH', `/incidents/${hand.id}`, { body: begin, now: at })
    await keepTime(db, NOON + 3 * HOUR)
    expect(await states('/incidents/active_maintenance', NOON + 3 * HOUR)).toEqual(['By hand'])
    const end = { incident: { status: 'completed', body: 'It took longer.' } }
    const over = await program.ask('PATCH', `/incidents/${hand.id}`, { body: end, now: NOON + 3 * HOUR })
    expect([over.body.status, over.body.incident_updates[0].body]).toEqual(['completed', 'It took longer.'])
    // Whoever says so after the clock is not refused.
    const late = await program.ask('PATCH', `/incidents/${clock.id}`, { body: end, now: NOON + 4 * HOUR })
    expect([late.status, late.body.status]).toEqual([200, 'completed'])
  })

  test('a moved maintenance says so by itself, and tells those who were told before', async () => {
    const { db, program } = await begun()
    const { body } = await program.ask('POST', '/incidents', {
      body: { incident: { name: 'Disks', ...window } },
    })
    const later = { scheduled_until: iso(NOON + 5 * HOUR) }
    const moved = await program.ask('PATCH', `/incidents/${body.id}`, {
      body: { incident: later },
      now: NOON + 1,
    })
    expect(moved.body).toMatchObject(later)
    expect(moved.body.incident_updates[0].body).toContain(
      'now 2026-11-22 13:00 – 2026-11-22 17:00 Europe/Lisbon',
    )
    expect(await told(db)).toHaveLength(2)
    const back = { scheduled_until: iso(NOON) }
    expect((await program.ask('PATCH', `/incidents/${body.id}`, { body: { incident: back } })).status).toBe(
      422,
    )
  })

  test('a window in the hour that comes twice means the instants that were given', async () => {
    const { program } = await begun()
    const twice = { scheduled_for: '2027-10-31T01:30:00.000Z', scheduled_until: '2027-10-31T01:45:00.000Z' }
    const { body } = await program.ask('POST', '/incidents', {
      body: { incident: { name: 'Night', ...twice } },
    })
    expect(body).toMatchObject(twice)
  })

  test('deleting cancels what has not begun and tells those who knew; what was published stays', async () => {
    const { db, program } = await begun()
    const coming = await program.ask('POST', '/incidents', {
      body: { incident: { name: 'Disks', ...window } },
    })
    const gone = await program.ask('DELETE', `/incidents/${coming.body.id}`, { now: NOON + 1 })
    expect([gone.status, gone.body.status, gone.body.incident_updates[0].body]).toEqual([
      200,
      'completed',
      'This maintenance has been cancelled.',
    ])
    expect(await told(db)).toHaveLength(2)
    const open = await program.ask('POST', '/incidents', { body: { incident: { name: 'Down' } } })
    const kept = await program.ask('DELETE', `/incidents/${open.body.id}`)
    expect([kept.status, kept.body.error.code]).toEqual([409, 'conflict'])
    expect(kept.body.message).toMatch(/stays/)
    expect((await program.ask('GET', `/incidents/${open.body.id}`)).status).toBe(200)
  })

  test('a post-mortem is drafted, published, corrected in the open, and never taken back', async () => {
    const { db, program } = await begun()
    const { body } = await program.ask('POST', '/incidents', { body: { incident: { name: 'Down' } } })
    const path = `/incidents/${body.id}/postmortem`
    expect((await program.ask('GET', path)).status).toBe(404)
    const draft = (text: string) =>
      program.ask('PUT', path, { body: { postmortem: { body_draft: text } }, now: NOON + 1 })
    expect((await draft('First.')).body).toMatchObject({ body: null, body_draft: 'First.' })
    expect((await program.ask('PUT', `${path}/publish`, { body: {} })).status).toBe(422)
    await program.ask('PATCH', `/incidents/${body.id}`, {
      body: { incident: { status: 'resolved' } },
      now: NOON + 2,
    })
    const publish = (now: number) => program.ask('PUT', `${path}/publish`, { body: { postmortem: {} }, now })
    expect((await publish(NOON + 3)).body).toMatchObject({ body: 'First.', published_at: iso(NOON + 3) })
    await draft('Second.')
    expect((await publish(NOON + 4)).body).toMatchObject({ body: 'Second.', published_at: iso(NOON + 3) })
    expect((await findPost(db, body.id))?.updates[0]?.revisions).toHaveLength(1)
    expect((await program.ask('PUT', `${path}/revert`)).status).toBe(409)
    expect((await program.ask('DELETE', path)).status).toBe(409)
    expect((await program.ask('GET', `/incidents/${body.id}`)).body.postmortem_body).toBe('Second.')
  })

  test('components and groups are made, changed and taken off; how they stood stays written down', async () => {
    const { db, program, api } = await begun()
    const made = await program.ask('POST', '/components', {
      body: {
        component: {
          name: 'Search',
          status: 'degraded_performance',
          showcase: false,
          start_date: '2026-01-02',
        },
      },
    })
    expect([
      made.status,
      made.body.status,
      made.body.showcase,
      made.body.start_date,
      made.body.description,
    ]).toEqual([201, 'degraded_performance', false, '2026-01-02', null])
    const { id } = made.body
    const well = { component: { status: 'operational' } }
    expect((await program.ask('PATCH', `/components/${id}`, { body: well })).body).toMatchObject({
      status: 'operational',
      name: 'Search',
      showcase: false,
      start_date: '2026-01-02',
    })
    expect(
      await db.selectFrom('status_changes').select(['old_status', 'status']).orderBy('id').execute(),
    ).toEqual([
      { old_status: 'operational', status: 'degraded_performance' },
      { old_status: 'degraded_performance', status: 'operational' },
    ])
    const group = await program.ask('POST', '/component-groups', {
      body: { description: 'Both', component_group: { name: 'Core', components: [api, id] } },
    })
    expect(group.body).toMatchObject({
      name: 'Core',
      description: 'Both',
      components: expect.arrayContaining([api, id]),
    })
    const less = { component_group: { components: [id] } }
    const changed = await program.ask('PATCH', `/component-groups/${group.body.id}`, { body: less })
    expect(changed.body).toMatchObject({ name: 'Core', description: 'Both', components: [id] })
    expect((await program.ask('DELETE', `/component-groups/${group.body.id}`)).status).toBe(200)
    expect((await program.ask('GET', `/component-groups/${group.body.id}`)).status).toBe(404)
    expect((await program.ask('DELETE', `/components/${id}`)).status).toBe(204)
    expect((await program.ask('GET', `/components/${id}`)).status).toBe(404)
  })

  test('the page may be read and renamed; what it does not settle here stays', async () => {
    const { program } = await begun()
    expect((await program.ask('GET', '//pages')).body).toHaveLength(1)
    const { status, body } = await program.ask('PATCH', '', { body: { page: { name: 'New name' } } })
    expect([status, body.name, body.time_zone]).toEqual([200, 'New name', 'Europe/Lisbon'])
    expect(
      (await program.ask('PATCH', '', { body: { page: { time_zone: 'Mars/Base' } } })).body.error.fields,
    ).toEqual({
      time_zone: expect.any(String),
    })
  })

  test('a deploy pipeline posts its releases, and they are told of nowhere else in the API', async () => {
    const { program } = await begun()
    const release = { name: '2.0', body: 'Faster.', labels: ['improved'] }
    const { status, body } = await program.ask('POST', '/releases', { body: { release } })
    expect([status, body.status, body.labels]).toEqual([201, 'released', ['improved']])
    expect((await program.ask('GET', `/incidents/${body.id}`)).status).toBe(404)
    expect((await program.ask('GET', '/incidents')).body).toEqual([])
    expect((await program.ask('GET', '/releases')).body).toHaveLength(1)
  })

  test('a form does what JSON does', async () => {
    const { program, api, web } = await begun()
    const form = new URLSearchParams([
      ['incident[name]', 'By form'],
      [`incident[components][${api}]`, 'major_outage'],
      ['incident[component_ids][]', api],
      ['incident[component_ids][]', web],
      ['incident[deliver_notifications]', 'false'],
    ])
    const { status, body } = await program.ask('POST', '/incidents', {
      body: String(form),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([status, body.impact, body.components.length]).toEqual([201, 'major', 2])
  })

  test('lists come page by page and can be searched', async () => {
    const { program } = await begun()
    for (const [index, name] of ['First', 'Second', '100% of it'].entries())
      await program.ask('POST', '/incidents', { body: { incident: { name } }, now: NOON + index })
    const names = async (query: string) =>
      (await program.ask('GET', `/incidents?${query}`)).body.map(({ name }: { name: string }) => name)
    expect(await names('limit=2')).toEqual(['100% of it', 'Second'])
    expect(await names('limit=2&page=2')).toEqual(['First'])
    expect(await names('q=SECOND')).toEqual(['Second'])
    expect(await names('q=%25')).toEqual(['100% of it'])
    expect(await names("q=' or 1=1--")).toEqual([])
    expect((await program.ask('GET', '/incidents?page=0')).status).toBe(422)
  })

  test('who shows no token, a wrong one or a revoked one comes in nowhere', async () => {
    const { db, program } = await begun()
    const ask = (authorization: string) => program.ask('GET', '/incidents', { headers: { authorization } })
    for (const shown of [
      '',
      'OAuth',
      'OAuth x',
      `OAuth ${program.token}x`,
      `Basic ${program.token}`,
      program.token,
    ])
      expect((await ask(shown)).status, shown).toBe(401)
    expect((await ask(`bearer ${program.token}`)).status).toBe(200)
    const [row] = await listTokens(db)
    await revokeToken(db, row?.id ?? '', await aMember(db), NOON)
    const refused = await ask(`OAuth ${program.token}`)
    expect(refused.status).toBe(401)
    expect(refused.body).toMatchObject({ message: expect.any(String), error: { code: 'token', fields: {} } })
  })

  test('a token may do what its role may, and no more', async () => {
    const viewer = await begun('viewer')
    const status = async ({ program }: typeof viewer, method: string, path: string, body?: unknown) =>
      (await program.ask(method, path, { body })).status
    expect(await status(viewer, 'GET', '/incidents')).toBe(200)
    expect(await status(viewer, 'POST', '/incidents', { incident: { name: 'x' } })).toBe(403)
    expect(
      await status(viewer, 'PATCH', `/components/${viewer.api}`, { component: { status: 'major_outage' } }),
    ).toBe(403)
    expect(await status(viewer, 'PATCH', '', { page: { name: 'x' } })).toBe(403)
    const editor = await begun('editor')
    expect(
      await status(editor, 'PATCH', `/components/${editor.api}`, { component: { status: 'major_outage' } }),
    ).toBe(200)
    // What stands there already may be sent along.
    const { api, web, db } = editor
    const same = { status: 'operational', name: 'API', group_id: null, description: '', showcase: true }
    expect(await status(editor, 'PUT', `/components/${api}`, { component: same })).toBe(200)
    for (const other of [{ name: 'x' }, { only_show_if_degraded: true }, { start_date: '2026-01-01' }]) {
      const both = { status: 'major_outage', ...other }
      expect(await status(editor, 'PATCH', `/components/${web}`, { component: both })).toBe(403)
    }
    expect(await findComponent(db, web)).toMatchObject({ name: 'Web', status: 'operational' })
    expect(await status(editor, 'PATCH', '', { page: { name: 'x' } })).toBe(403)
    expect(await status(editor, 'DELETE', `/components/${editor.web}`)).toBe(403)
    expect(await viewer.db.selectFrom('posts').selectAll().execute()).toEqual([])
  })

  test('a token never does more than whoever made it may do now', async () => {
    const { db, program } = await begun('admin')
    const [owner, row] = [
      await aMember(db),
      await db.selectFrom('tokens').select('created_by as made_by').executeTakeFirst(),
    ]
    const maker = Number(row?.made_by)
    const rename = async () => (await program.ask('PATCH', '', { body: { page: { name: 'Acme' } } })).status
    expect(await rename()).toBe(200)
    await changeRole(db, maker, { role: 'editor' }, owner, NOON)
    expect(await rename()).toBe(403)
    expect((await program.ask('POST', '/incidents', { body: { incident: { name: 'x' } } })).status).toBe(201)
    await disable(db, maker, owner, NOON)
    expect((await program.ask('GET', '/incidents')).status).toBe(401)
    await enable(db, maker, owner, NOON)
    expect((await program.ask('GET', '/incidents')).status).toBe(200)
  })

  test('a token that asks too often waits, and is let in again', async () => {
    const { program } = await begun()
    const answers = []
    for (let n = 0; n < 70; n += 1) answers.push(await program.ask('GET', '/components'))
    const late = answers.filter(({ status }) => status === 429)
    expect(late.length).toBe(10)
    expect(late[0]?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect((await program.ask('GET', '/components', { now: NOON + 1_000 })).status).toBe(200)
  })

  test.each([
    ['{', 400],
    ['[1', 400],
    ['{"incident":null}', 422],
    ['{"incident":[]}', 422],
    ['{"incident":{}}', 422],
    ['[]', 422],
    ['{"incident":{"name":""}}', 422],
    ['{"incident":{"name":"a\\u0000b"}}', 400],
    ['{"incident":{"name":"a\\r\\nBcc: x"}}', 422],
    [`{"incident":{"name":"${'a'.repeat(256)}"}}`, 422],
    [`{"incident":{"name":"a","body":"${'b'.repeat(30_000)}"}}`, 422],
    ['{"incident":{"name":"a","status":"on fire"}}', 422],
    ['{"incident":{"name":"a","components":{"nosuchthing1":"operational"}}}', 422],
    ['{"incident":{"name":"a","component_ids":["\' or 1=1--"]}}', 422],
    ['{"incident":{"name":"a","component_ids":"x"}}', 422],
    ['{"incident":{"name":"a","scheduled_for":"tomorrow"}}', 422],
    ['{"incident":{"name":"a","scheduled_for":"2026-12-01T00:00:00Z"}}', 422],
    ['{"incident":{"name":"a","status":"completed"}}', 422],
    ['{"incident":{"name":"a","impact_override":"huge"}}', 422],
    ['{"incident":{"name":"a","metadata":{"a":1}}}', 422],
    ['incident[name]=a&incident=b', 400],
    ['incident[a][b][c][d][e][f][g]=1', 400],
  ])('%j is refused in words, and nothing of it is written', async (body, status) => {
    const { db, program } = await begun()
    const answer = await program.ask('POST', '/incidents', { body })
    expect(answer.status).toBe(status)
    expect(answer.body.message).toMatch(/[.…]$/)
    expect(answer.body.error.message).toBe(answer.body.message)
    expect(await db.selectFrom('posts').selectAll().execute()).toEqual([])
  })

  test('hostile text is kept as text, whatever it looks like', async () => {
    const { program } = await begun()
    const nasty = `<script>alert(1)</script> ' or 1=1;-- \${7*7} {{x}} \u202e`
    const { status, body } = await program.ask('POST', '/incidents', {
      body: { incident: { name: nasty, body: nasty, metadata: { a: { b: nasty } } } },
    })
    expect([status, body.name, body.incident_updates[0].body, body.metadata.a.b]).toEqual([
      201,
      nasty,
      nasty,
      nasty,
    ])
  })

  test.each([
    ['GET', '/nothing', 404],
    ['GET', '//pages/otherpageidx/incidents', 404],
    ['GET', '/incidents/nosuchthing1', 404],
    ['GET', "/incidents/'--", 404],
    ['PATCH', '/incidents/nosuchthing1', 404],
    ['DELETE', '/incidents', 405],
    ['PUT', '/incidents/unresolved', 405],
    ['GET', '/constructor', 404],
  ])('%s %s answers %i in JSON', async (method, path, status) => {
    const { program } = await begun()
    const answer = await program.ask(
      method,
      path,
      method === 'PATCH' ? { body: { incident: { body: 'x' } } } : {},
    )
    expect([answer.status, typeof answer.body.message]).toEqual([status, 'string'])
  })

  test('nothing of a change stays when a part of it is refused', async () => {
    const { db, program, api } = await begun()
    const { body } = await program.ask('POST', '/incidents', {
      body: { incident: { name: 'Old', body: 'x' } },
    })
    const wrong = { name: 'New', body: 'y', status: 'completed', components: { [api]: 'major_outage' } }
    const answer = await program.ask('PATCH', `/incidents/${body.id}`, {
      body: { incident: wrong },
      now: NOON + 1,
    })
    expect([answer.status, Object.keys(answer.body.error.fields)]).toEqual([422, ['status']])
    expect(await findPost(db, body.id)).toMatchObject({ title: 'Old', updates: [{ body: 'x' }] })
    expect((await program.ask('GET', `/components/${api}`)).body.status).toBe('operational')
  })

  test('two programs that speak of one component at once wait for each other, and neither fails', async () => {
    const { api, program } = await begun()
    const says = async (name: string) => {
      const body = { incident: { name, body: name, components: { [api]: 'partial_outage' } } }
      return (await program.ask('POST', '/incidents', { body })).body.id
    }
    const [one, two] = [await says('One'), await says('Two')]
    for (const [round, status] of ['major_outage', 'degraded_performance', 'partial_outage'].entries()) {
      const body = { body: `Round ${round}.`, components: { [api]: status } }
      const now = NOON + (round + 1) * HOUR
      const both = await Promise.all([
        program.ask('PATCH', `/incidents/${one}`, {
          body: { incident: { ...body, name: `Round ${round}` } },
          now,
        }),
        program.ask('PATCH', `/incidents/${two}`, { body: { incident: body }, now }),
      ])
      expect(both.map(({ status }) => status)).toEqual([200, 200])
    }
  })

  test('that a maintenance no longer lies over its components changes the page, though nothing is said of it', async () => {
    const { db, api, program } = await begun()
    const window = { scheduled_for: iso(NOON + HOUR), scheduled_until: iso(NOON + 3 * HOUR) }
    const body = { incident: { name: 'Works', ...window, component_ids: [api] } }
    const { id } = (await program.ask('POST', '/incidents', { body })).body
    const now = NOON + 2 * HOUR
    const shown = async () => (await program.ask('GET', `/components/${api}`, { now })).body.status
    expect(await shown()).toBe('under_maintenance')
    const before = await generationNow(db)
    await program.ask('PATCH', `/incidents/${id}`, {
      body: { incident: { auto_transition_to_maintenance_state: false } },
      now,
    })
    expect(await shown()).toBe('operational')
    expect(await listChanges(db, before)).toMatchObject([{ touches: ['posts', `post:${id}`, 'components'] }])
  })
})

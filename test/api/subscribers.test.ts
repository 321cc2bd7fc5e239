import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { listConsents } from '#db/queries/consents.ts'
import { publish } from '#src/posts/publish.ts'
import { confirm } from '#src/subscribers/confirm.ts'
import { unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { aProgram } from '#test/support/api.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { letters, mailedToken } from '../subscribers/world.ts'

const CONSENT = { given_at: '2026-11-20T09:00:00Z', evidence: 'Ticked at checkout, order 1234' }

onBothEngines('subscribers of the manage API', (open) => {
  /** A page, and `ask` with a token of each role. */
  async function world() {
    const { db } = await open()
    await aPage(db)
    const programs = {
      viewer: await aProgram(db, NOON, 'viewer'),
      editor: await aProgram(db, NOON, 'editor'),
      admin: await aProgram(db, NOON, 'admin'),
    }
    const ask = (role: keyof typeof programs, method: string, path: string, body?: unknown) =>
      programs[role].ask(method, `/subscribers${path}`, { body })
    return { db, ask, program: programs.editor }
  }
  const stateOf = async (db: Db, id: string) =>
    (await db.selectFrom('subscribers').selectAll().where('id', '=', Number(id)).executeTakeFirstOrThrow())
      .confirmed_at

  test('one who is added is asked by mail, and is active when they have confirmed', async () => {
    const { db, ask } = await world()
    const shop = await aComponent(db, 'Shop')
    const wished = { email: 'Maria@Example.com', component_ids: [shop] }
    const added = await ask('editor', 'POST', '', { subscriber: wished })
    expect(added).toMatchObject({
      status: 201,
      body: { mode: 'email', email: 'maria@example.com', state: 'unconfirmed', components: [shop] },
    })
    expect((await letters(db)).map(({ occasion }) => occasion)).toEqual(['confirm'])
    expect((await ask('viewer', 'GET', '')).body).toEqual([])
    expect((await ask('viewer', 'GET', '?state=unconfirmed')).body).toHaveLength(1)
    await confirm(db, await mailedToken(db, 'maria@example.com'), { ip: null, now: NOON + 1 })
    expect((await ask('editor', 'GET', `/${added.body.id}`)).body).toMatchObject({ state: 'active' })
  })

  test('for one incident alone somebody is asked, keeps what they have chosen, and hears of nothing else', async () => {
    const { db, program } = await world()
    const by = { author: await anAuthor(db), now: NOON, formKey: 'one' }
    const { postId } = await publish(db, anIncident({ channels: [] }), by)
    const known = await aSubscriber(db, { address: 'known@example.com', wants_incident: 0, wants_closure: 0 })
    const left = await aSubscriber(db, { address: 'left@example.com' })
    await unsubscribe(db, left, 'link', { ip: null, now: NOON })
    const path = `/incidents/${postId}/subscribers`
    const ask = (email: string) => program.ask('POST', path, { body: { subscriber: { email } } })
    expect((await ask('maria@example.com')).body).toMatchObject({ state: 'unconfirmed' })
    expect((await ask('known@example.com')).body).toMatchObject({ id: String(known), state: 'active' })
    expect((await ask('left@example.com')).status).toBe(409)
    expect(
      (await program.ask('POST', '/incidents/nosuch/subscribers', { body: { subscriber: {} } })).status,
    ).toBe(404)
    const follows = () => db.selectFrom('subscriber_posts').select(['post_id', 'wish']).execute()
    expect(await follows()).toEqual([])
    for (const email of ['maria@example.com', 'known@example.com'])
      await confirm(db, await mailedToken(db, email), { ip: null, now: NOON + 1 })
    expect(await follows()).toEqual(Array(2).fill({ post_id: postId, wish: 'follow' }))
    const rows = await db
      .selectFrom('subscribers')
      .selectAll()
      .where('id', '!=', left)
      .orderBy('id')
      .execute()
    expect(rows.map((row) => [row.wants_incident, row.wants_closure, row.wants_release])).toEqual([
      [0, 0, 1],
      [0, 0, 0],
    ])
  })

  test('without being asked only where a token for admins shows a consent, which is kept', async () => {
    const { db, ask } = await world()
    const skips = { email: 'maria@example.com', skip_confirmation_notification: true }
    const bare = await ask('admin', 'POST', '', { subscriber: skips })
    expect([bare.status, Object.keys(bare.body.error.fields)]).toEqual([422, ['consent']])
    const whole = { subscriber: { ...skips, consent: CONSENT } }
    expect((await ask('editor', 'POST', '', whole)).status).toBe(403)
    const future = { ...CONSENT, given_at: '2027-01-01T00:00:00Z' }
    expect((await ask('admin', 'POST', '', { subscriber: { ...skips, consent: future } })).status).toBe(422)
    const short = { ...CONSENT, evidence: 'yes' }
    expect((await ask('admin', 'POST', '', { subscriber: { ...skips, consent: short } })).status).toBe(422)
    expect(await letters(db)).toEqual([])
    const added = await ask('admin', 'POST', '', whole)
    expect(added).toMatchObject({ status: 201, body: { state: 'active' } })
    expect(await listConsents(db, Number(added.body.id))).toMatchObject([
      { act: 'vouched', evidence: CONSENT.evidence },
    ])
    expect(await letters(db)).toEqual([])
  })

  test('a number as it is dialled in its country, only with a consent', async () => {
    const { ask } = await world()
    const number = { phone_number: '(415) 555-0132', phone_country: 'us' }
    expect((await ask('admin', 'POST', '', { subscriber: number })).status).toBe(422)
    const vouched = { ...number, skip_confirmation_notification: true, consent: CONSENT }
    expect(await ask('admin', 'POST', '', { subscriber: vouched })).toMatchObject({
      status: 201,
      body: { mode: 'sms', phone_number: '+14155550132', phone_country: 'US', state: 'active' },
    })
  })

  test('whoever said stop is not reactivated, added or asked again', async () => {
    const { db, ask } = await world()
    const id = await aSubscriber(db, { address: 'maria@example.com' })
    await unsubscribe(db, id, 'link', { ip: null, now: NOON })
    const skips = { email: 'maria@example.com', skip_confirmation_notification: true, consent: CONSENT }
    expect((await ask('admin', 'POST', '', { subscriber: skips })).status).toBe(409)
    expect((await ask('admin', 'POST', '', { subscriber: { email: skips.email } })).status).toBe(409)
    for (const what of ['reactivate', 'resend_confirmation'])
      expect((await ask('admin', 'POST', `/${what}`, { subscribers: [String(id)] })).body).toEqual({
        subscribers: 0,
      })
    expect((await ask('admin', 'POST', `/${id}/resend_confirmation`)).status).toBe(409)
    expect((await ask('viewer', 'GET', '/unsubscribed')).body).toMatchObject([
      { id: String(id), state: 'unsubscribed' },
    ])
    expect(await letters(db)).toEqual([])
  })

  test('a token that may only read sees masked addresses, cannot search by them and changes nothing', async () => {
    const { db, ask } = await world()
    const id = await aSubscriber(db, { address: 'maria@example.com' })
    expect((await ask('viewer', 'GET', '')).body).toMatchObject([{ email: 'm•••@example.com' }])
    expect((await ask('viewer', 'GET', `/${id}`)).body.email).toBe('m•••@example.com')
    expect((await ask('editor', 'GET', '?q=maria')).body).toMatchObject([{ email: 'maria@example.com' }])
    expect((await ask('viewer', 'GET', '?q=maria')).status).toBe(403)
    for (const [method, path] of [
      ['DELETE', `/${id}`],
      ['POST', '/unsubscribe'],
      ['POST', '/reactivate'],
      ['POST', ''],
    ] as const)
      expect((await ask('viewer', method, path, { subscribers: 'all' })).status).toBe(403)
    expect(await stateOf(db, String(id))).not.toBeNull()
  })

  test('takes off one, some, or all of a kind; never more than a hundred without naming them', async () => {
    const { db, ask } = await world()
    const ids = []
    for (let n = 0; n < 102; n += 1) ids.push(await aSubscriber(db))
    expect((await ask('editor', 'POST', '/unsubscribe', { subscribers: 'all' })).status).toBe(422)
    expect(await ask('editor', 'DELETE', `/${ids[0]}`)).toMatchObject({
      status: 200,
      body: { state: 'unsubscribed' },
    })
    const some = ids.slice(0, 3).map(String)
    expect((await ask('editor', 'POST', '/unsubscribe', { subscribers: some })).body).toEqual({
      subscribers: 2,
    })
    expect((await ask('editor', 'POST', '/unsubscribe', { subscribers: 'all', type: 'slack' })).body).toEqual(
      { subscribers: 0 },
    )
    expect((await ask('editor', 'POST', '/unsubscribe', { subscribers: 'all' })).body).toEqual({
      subscribers: 99,
    })
  })

  test('counts in the shapes of the field', async () => {
    const { db, ask } = await world()
    await aSubscriber(db)
    await aSubscriber(db, { confirmed_at: null })
    await aSubscriber(db, { channel: 'sms', address: '+14155550199', quarantined_until: NOON })
    const none = { integration_partner: 0, slack: 0, webhook: 0 }
    expect((await ask('viewer', 'GET', '/count')).body).toMatchObject({ email: 1, sms: 0, ...none })
    expect((await ask('viewer', 'GET', '/count?state=all')).body).toMatchObject({ email: 2, sms: 1, ...none })
    expect((await ask('viewer', 'GET', '/count?type=sms&state=quarantined')).body).toEqual({ sms: 1 })
    expect((await ask('viewer', 'GET', '/histogram_by_state')).body).toMatchObject({
      email: { active: 1, unconfirmed: 1, quarantined: 0, total: 2 },
      sms: { active: 0, unconfirmed: 0, quarantined: 1, total: 1 },
    })
  })

  test('an endpoint is asked by a message with a link, and what stands there is covered for every token', async () => {
    const { db, ask } = await world()
    const subscriber = { mode: 'webhook', endpoint: 'https://hooks.example.com/secret/of/theirs' }
    const added = await ask('admin', 'POST', '', { subscriber })
    expect(added).toMatchObject({ status: 201, body: { mode: 'webhook', state: 'unconfirmed' } })
    const asked = await db.selectFrom('announcements').selectAll().execute()
    expect(asked).toMatchObject([{ occasion: 'confirm' }])
    for (const role of ['viewer', 'admin'] as const) {
      const list = await ask(role, 'GET', '?state=all&type=webhook')
      expect(list.body).toHaveLength(1)
      expect(JSON.stringify(list.body)).not.toContain('secret')
    }
    expect((await ask('admin', 'GET', '?state=all&q=secret')).body).toEqual([])
  })

  test('what is wrong is said by the name of its field', async () => {
    const { ask } = await world()
    const wrong: [object, string][] = [
      [{}, 'email'],
      [{ email: 'a@example.com', phone_number: '+14155550132' }, 'email'],
      [{ email: 'not an address' }, 'email'],
      [{ endpoint: 'https://10.0.0.1/hook' }, 'endpoint'],
      [{ endpoint: 'https://hook.example', mode: 'integration_partner' }, 'mode'],
      [{ endpoint: 'https://hook.example', email: 'a@example.com' }, 'mode'],
      [{ email: 'a@example.com', component_ids: [] }, 'component_ids'],
      [{ email: 'a@example.com', component_ids: ['gone'] }, 'components'],
    ]
    for (const [subscriber, field] of wrong) {
      const { status, body } = await ask('admin', 'POST', '', { subscriber })
      expect([status, Object.keys(body.error.fields)], JSON.stringify(subscriber)).toEqual([422, [field]])
    }
    for (const path of ['?limit=0', '?page=-1', '?state=gone', '?type=fax', '/count?state=unsubscribed'])
      expect((await ask('admin', 'GET', path)).status, path).toBe(422)
    for (const path of ['/abc', '/999999', '/99999999999999999999'])
      expect((await ask('admin', 'GET', path)).status, path).toBe(404)
  })
})

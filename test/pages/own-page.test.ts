import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertGroup } from '#db/queries/status.ts'
import { mac, newId } from '#src/keys.ts'
import { publish } from '#src/posts/publish.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { addressToken, codeOf, confirmToken, subscriptionToken } from '#src/subscribers/token.ts'
import { letters, standing } from '#test/subscribers/world.ts'
import { type Fields, sendForm } from '#test/support/forms.ts'
import { aComponent, anAuthor, anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { everyTable } from '#test/support/tables.ts'

let site: Site
let postId: string

beforeAll(async () => {
  site = await startSite({
    env: {
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'news@acme.test',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_FROM: '+15005550006',
      SMS_COUNTRIES: 'US',
    },
  })
  await aPage(site.db, { languages: '["en","de","ar"]' })
  const author = await anAuthor(site.db)
  postId = (await publish(site.db, anIncident(), { author, now: Date.now(), formKey: 'one' })).postId
})
afterAll(() => site?.stop())
beforeEach(() => site.db.deleteFrom('throttles').execute())

const sends = (path: string, door: string, fields: Fields) =>
  sendForm(site.url, path, `subscribers.${door}`, fields)
const reads = async (path: string) => (await fetch(site.url + path)).text()
const sealed = () => sealForm(Date.now() - 5000)
const hidden = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

async function reader(changes: Parameters<typeof aSubscriber>[1] = {}) {
  const id = await aSubscriber(site.db, changes)
  return { id, token: subscriptionToken(id, 1), path: `/subscriptions/${subscriptionToken(id, 1)}` }
}

/** As mail scanners and link checkers call themselves. */
const SCANNERS = [
  'Mozilla/5.0 (compatible; Barracuda Sentinel/1.0)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) BingPreview/1.0b',
  'Microsoft Office/16.0 (Microsoft Outlook 16.0; Pro) SafeLinks',
  'Mozilla/5.0 (compatible; proofpoint-urldefense/2.0)',
  'Mimecast-URL-Protect/1.0',
  'Mozilla/5.0 (compatible; GoogleImageProxy)',
  'Mozilla/5.0 (compatible; Google-Safety; +http://www.google.com/bot.html)',
  'Symantec-Cloud-ClickTime/1.0',
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'WhatsApp/2.23.20.0',
]

test('a thousand looks by scanners, at every page behind a link of ours, change nothing anywhere', async () => {
  const { id, token, path } = await reader({ address: 'scanned@example.com' })
  const asked = await aSubscriber(site.db, {
    confirmed_at: null,
    confirm_nonce: 'n',
    confirm_until: Date.now() + 3_600_000,
  })
  const change = { subscriber_id: id, address: 'new@example.com', address_hash: 'x', country: null }
  const until = Date.now() + 3_600_000
  await site.db
    .insertInto('address_changes')
    .values({ ...change, nonce: 'm', until, at: 1 })
    .execute()
  await site.db
    .insertInto('former_addresses')
    .values({ ...change, nonce: 'u', until })
    .execute()
  const pages = [
    `/u/${token}`,
    path,
    `${path}?post=${postId}`,
    `${path}/erase`,
    `${path}/export.json`,
    '/subscriptions',
    `/subscriptions/confirm/${confirmToken(asked, 'n')}`,
    `/subscriptions/move/${addressToken('move', id, 'm')}`,
    `/subscriptions/undo/${addressToken('undo', id, 'u')}`,
    `/subscribe?post=${postId}`,
  ]
  const before = await everyTable(site.db)
  for (const page of pages)
    for (const agent of SCANNERS) {
      const looks = Array.from({ length: 10 }, async (_, n) => {
        const headers = { 'user-agent': agent }
        const looked = await fetch(site.url + page, { method: n % 2 ? 'GET' : 'HEAD', headers })
        await looked.arrayBuffer()
        expect(looked.headers.get('cache-control')).toBe('no-store')
        return looked.status
      })
      expect(new Set(await Promise.all(looks))).toEqual(new Set([200]))
    }
  expect(await everyTable(site.db)).toEqual(before)
})

test('whoever left by one click comes back by one, as they were, and may do neither for somebody else', async () => {
  const { id, token, path } = await reader({ wants_release: 0 })
  await fetch(`${site.url}/u/${token}`, {
    method: 'POST',
    body: new URLSearchParams('List-Unsubscribe=One-Click'),
  })
  expect(await reads(`/u/${token}`)).toContain('Come back')
  const back = await sends(path, 'comeBack', { token })
  expect(back.status).toBe(303)
  expect(back.headers.get('location')).toBe(`${path}?welcome`)
  const row = site.db.selectFrom('subscribers').select(['ended_at', 'wants_release']).where('id', '=', id)
  expect(await row.executeTakeFirst()).toEqual({ ended_at: null, wants_release: 0 })
  expect((await sends(path, 'comeBack', { token })).status).toBe(409)
  expect((await sends(path, 'comeBack', { token: `${token}A` })).status).toBe(404)
})

test('speaks the language of whoever a link speaks for, in what goes wrong too, whatever the browser wants', async () => {
  const { token, path } = await reader({ language: 'de' })
  const own = await reads(path)
  expect(own).toContain('<html lang="de"')
  expect(own).toContain('Ihre Anmeldung')
  const nothing = await sends(path, 'choose', { token, scope: 'some', speaks: 'de' })
  expect(nothing.status).toBe(422)
  expect(await nothing.text()).toContain('Wählen Sie mindestens eines davon.')
  const arabic = await reader({ language: 'ar' })
  expect(await reads(arabic.path)).toContain('dir="rtl"')
  const asked = await fetch(`${site.url}/subscriptions/x`, {
    headers: { 'accept-language': 'de-AT,en;q=0.5' },
  })
  expect(await asked.text()).toContain('Dieser Link gilt nicht mehr')
  const wrong = await sends('/de/subscribe', 'subscribe', { kinds: 'incident', seal: sealed(), email: 'x' })
  expect(await wrong.text()).toContain('Sie braucht ein @')
})

test('changes when, how and what in one form, without script, whole groups too', async () => {
  const group = newId()
  await insertGroup(site.db, {
    id: group,
    name: 'Shops',
    position: 1,
    created_at: 1,
    archived_at: null,
  } as never)
  const shops = [
    await aComponent(site.db, 'Graça', { group_id: group }),
    await aComponent(site.db, 'Rossio', { group_id: group }),
  ]
  const { id, token, path } = await reader()
  const choice = {
    token,
    ...{ kinds: ['incident'], impact: 'major', scope: 'some', groups: group, with: ['hours', 'person'] },
    ...{ rhythm: 'daily', digest_at: '18:30', quiet: 'yes', quiet_from: '22:00', quiet_until: '07:00' },
    ...{ name: 'Rita', language: 'de', zone: 'Asia/Tokyo' },
  }
  expect((await sends(path, 'choose', choice)).status).toBe(303)
  const [kept] = await site.db.selectFrom('subscribers').selectAll().where('id', '=', id).execute()
  expect(kept).toMatchObject({
    ...{ wants_incident: 1, wants_closure: 0, least_impact: 'major', every_component: 0, name: 'Rita' },
    ...{ language: 'de', time_zone: 'Asia/Tokyo', rhythm: 'daily', digest_minute: 1110, quiet_from: 1320 },
  })
  const parts = site.db
    .selectFrom('subscriber_components')
    .select('component_id')
    .where('subscriber_id', '=', id)
  expect((await parts.execute()).map((one) => one.component_id).sort()).toEqual(shops.sort())
  const html = await reads(path)
  expect(html).toMatch(/<details class="more" open[^>]*>\s*<summary>\s*Wann/)
  expect((await sends(path, 'pause', { token, pause_until: '2020-01-01' })).status).toBe(422)
  const day = Temporal.Now.plainDateISO('Asia/Tokyo').add({ days: 10 }).toString()
  expect((await sends(path, 'pause', { token, pause_until: day })).status).toBe(303)
  expect(await reads(path)).toContain('Ab jetzt wieder schreiben')
  expect((await sends(path, 'pause', { token, resume: 'yes' })).status).toBe(303)
})

test('a single post is followed or muted from a link in its message, by one button', async () => {
  const { id, token, path } = await reader()
  const page = `${path}?post=${postId}`
  expect(await reads(page)).toContain('Shall we stop telling you about this one?')
  expect((await sends(path, 'wish', { token, post: postId, wish: 'mute' })).status).toBe(303)
  expect(await reads(page)).toContain('Shall we tell you about this one?')
  const said = site.db.selectFrom('subscriber_posts').select('wish').where('subscriber_id', '=', id)
  expect(await said.execute()).toEqual([{ wish: 'mute' }])
  expect((await sends(path, 'wish', { token, post: postId, wish: '' })).status).toBe(303)
  expect(await said.execute()).toEqual([])
  expect((await sends(path, 'wish', { token, post: 'gone', wish: 'mute' })).status).toBe(422)
})

test('under a post one field asks for news of it alone; of one that is not there the whole form is shown', async () => {
  const form = await reads(`/subscribe?post=${postId}`)
  expect(form).toContain('Tell me about this one')
  const fields = { post: postId, seal: sealed(), address: 'follower@example.com' }
  expect((await sends('/subscribe', 'subscribe', { ...fields, address: 'nobody' })).status).toBe(422)
  expect((await sends('/subscribe', 'subscribe', fields)).status).toBe(202)
  const last = (await letters(site.db)).at(-1)
  expect(JSON.parse(last?.letter ?? '{}')).toMatchObject({ follow: postId, kinds: [] })
  const { id, confirmNonce } = await standing(site.db, 'follower@example.com')
  expect(await reads(`/subscriptions/confirm/${confirmToken(id, confirmNonce ?? '')}`)).toContain('Only this')
  expect(await reads('/subscribe?post=nothing')).toContain('Hear it from us first')
})

test('shows the other ways of the same person masked, and opens each by its own proof', async () => {
  const { id, token, path } = await reader()
  const other = await aSubscriber(site.db, { channel: 'sms', address: '+14155550180', person_id: id })
  const stranger = await aSubscriber(site.db, { channel: 'sms', address: '+14155550181' })
  const html = await reads(path)
  expect(html).toContain('+1••••••0180')
  expect(html).not.toContain('14155550180')
  expect((await sends(path, 'wayIn', { token, other: String(stranger) })).status).toBe(404)
  const sent = await sends(path, 'wayIn', { token, other: String(other) })
  expect(sent.status).toBe(202)
  const said = await sent.text()
  expect(said).not.toContain('14155550180')
  const { confirmNonce } = await standing(site.db, '+14155550180')
  const code = codeOf(other, confirmNonce ?? '')
  const fields = { number: hidden(said, 'number'), ticket: hidden(said, 'ticket'), code }
  const opened = await sends('/subscriptions/code', 'enterCode', fields)
  expect(opened.headers.get('location')).toBe(`/subscriptions/${subscriptionToken(other, 1)}`)
})

test('is found again by its address, and neither words nor time tell whether there is one', async () => {
  await reader({ address: 'known@example.com' })
  const bodies: string[] = []
  for (const address of ['known@example.com', 'nobody@example.com']) {
    const from = performance.now()
    const answer = await sends('/subscriptions', 'find', { address, seal: sealed() })
    expect(performance.now() - from).toBeGreaterThan(190)
    expect(answer.status).toBe(202)
    bodies.push((await answer.text()).replaceAll(address, 'ADDRESS'))
  }
  expect(bodies[0]).toBe(bodies[1])
  expect((await letters(site.db)).filter(({ occasion }) => occasion === 'link')).toHaveLength(1)
})

test('is erased at a second look, and its link opens nothing any more', async () => {
  const { token, path } = await reader({ address: 'erased@example.com' })
  const kept = await (await fetch(`${site.url}${path}/export.json`)).json()
  expect(kept).toMatchObject({ subscriber: { address: 'erased@example.com' } })
  expect(await reads(`${path}/erase`)).toContain('Erase everything?')
  const gone = await sends(`${path}/erase`, 'erase', { token })
  expect(await gone.text()).toContain('Everything is erased')
  for (const page of [path, `${path}/erase`, `${path}/export.json`, `/u/${token}`])
    expect((await fetch(site.url + page)).status).toBe(404)
})

test('in a rush a form comes back with a seal that asks for a proof, and what was typed', async () => {
  const now = Date.now()
  const key = `form-all:${mac('throttle', 'form-all\0')}`
  const row = { key, at: now, until: now + 60_000 }
  await site.db.insertInto('throttles').values(Array(60).fill(row)).execute()
  const fields = { kinds: 'incident', email: 'rush@example.com', seal: sealed() }
  const answer = await sends('/subscribe', 'subscribe', fields)
  expect(answer.status).toBe(429)
  const html = await answer.text()
  expect(html).toContain('press the button again in a minute')
  expect(html).toContain('value="rush@example.com"')
  expect(hidden(html, 'seal').split('.')[2]).toBe('16')
})

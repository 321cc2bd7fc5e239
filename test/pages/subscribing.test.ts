import twilio from 'twilio'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { mac } from '#src/keys.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { addressHash } from '#src/subscribers/subscriber.ts'
import { suppress } from '#src/subscribers/suppress.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { letters, mailedToken, standing, textedCode } from '#test/subscribers/world.ts'
import { aPage, aSubscriber } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'

const TOKENS = { TWILIO_AUTH_TOKEN: 'newer-token', TWILIO_AUTH_TOKEN_OLD: 'older-token' }
const ONE_CLICK = 'List-Unsubscribe=One-Click'
let site: Site

beforeAll(async () => {
  site = await startSite({
    env: {
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'news@acme.test',
      MAIL_ACCOUNT_FROM: 'hello@acme.test',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_FROM: '+15005550006',
      SMS_COUNTRIES: 'US',
      ...TOKENS,
    },
  })
  await aPage(site.db)
})
afterAll(() => site?.stop())
beforeEach(() => site.db.deleteFrom('throttles').execute())

/** Sends a form as a browser would from our own page. */
function sends(path: string, action: string, fields: Record<string, string | string[]>) {
  const body = new URLSearchParams()
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) body.append(name, value)
  return fetch(`${site.url}${path}?_action=subscribers.${action}`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { origin: site.url, 'sec-fetch-site': 'same-origin' },
  })
}

const filled = (changes: Record<string, string | string[]> = {}) => ({
  kinds: ['incident'],
  scope: 'all',
  seal: sealForm(Date.now() - 5000),
  ...changes,
})

const hidden = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1]?.replaceAll('&#43;', '+') ?? ''

test('a person subscribes by mail, confirms with the button, changes, and leaves', async () => {
  const asked = await sends('/subscribe', 'subscribe', filled({ email: 'ana@example.com' }))
  expect(asked.status).toBe(202)
  const said = await asked.text()
  expect(said).toContain('ana@example.com')
  expect(said).toContain('hello@acme.test')
  const link = `/subscriptions/confirm/${await mailedToken(site.db, 'ana@example.com')}`
  for (const method of ['GET', 'HEAD'])
    for (let n = 0; n < 50; n += 1) {
      const looked = await fetch(site.url + link, { method, headers: { 'user-agent': 'Barracuda Sentinel' } })
      expect(looked.status).toBe(200)
      await looked.arrayBuffer()
    }
  expect((await standing(site.db, 'ana@example.com')).confirmedAt).toBeNull()
  const token = link.slice(link.lastIndexOf('/') + 1)
  const confirmed = await sends(link, 'confirm', { token })
  expect(confirmed.status).toBe(303)
  const preferences = (confirmed.headers.get('location') ?? '').replace('?welcome', '')
  const used = await fetch(site.url + link)
  expect(used.status).toBe(404)
  expect(await used.text()).toContain('used already')

  const own = preferences.slice(preferences.lastIndexOf('/') + 1)
  const nothing = await sends(preferences, 'choose', { token: own, scope: 'all' })
  expect(nothing.status).toBe(422)
  expect(await nothing.text()).toMatch(/aria-invalid="true"[\s\S]*id="f-kinds-problem"/)
  expect((await sends(preferences, 'choose', { token: own, scope: 'all', kinds: 'release' })).status).toBe(
    303,
  )
  expect((await standing(site.db, 'ana@example.com')).choices.kinds).toEqual(['release'])
  expect((await sends(preferences, 'leave', { token: own })).status).toBe(303)
  expect(await standing(site.db, 'ana@example.com')).toMatchObject({ endedBy: 'page' })
  expect(await (await fetch(site.url + preferences)).text()).toContain('You hear nothing more from us')
})

test('a person subscribes by phone with the six digits', async () => {
  const asked = await (await sends('/subscribe', 'subscribe', filled({ phone: '+1 415 555 0142' }))).text()
  const fields = { number: '+14155550142', ticket: hidden(asked, 'ticket') }
  const wrong = await sends('/subscriptions/code', 'enterCode', { ...fields, code: '12345' })
  expect(wrong.status).toBe(422)
  const again = await wrong.text()
  expect(again).toContain('The code has six digits.')
  expect(again).toContain('value="12345"')
  const code = await textedCode(site.db, '+14155550142')
  const right = await sends('/subscriptions/code', 'enterCode', {
    ...fields,
    ticket: hidden(again, 'ticket'),
    code,
  })
  expect(right.headers.get('location')).toMatch(/^\/subscriptions\/\d+-1-[\w-]+\?welcome$/)
})

test('everything that is wrong is said at once, what was typed stays, and the form keeps its seal', async () => {
  const fields = filled({ email: 'ana "at" example', phone: '+351 912 345 678', kinds: [] })
  const answer = await sends('/subscribe', 'subscribe', fields)
  expect(answer.status).toBe(422)
  const html = await answer.text()
  expect(html).toContain('value="ana &quot;at&quot; example"')
  expect(html).toContain('needs one @')
  expect(html).toContain('United States only')
  expect(html).toContain('Choose at least one of these.')
  expect(html.match(/ autofocus/g)).toHaveLength(1)
  expect(html).toContain(fields.seal)
})

test('programs are turned away with a sentence: too quick, no seal, the hidden field filled', async () => {
  const before = (await letters(site.db)).length
  const ways: Record<string, string>[] = [
    { seal: sealForm(Date.now()) },
    { seal: 'x' },
    { more: 'http://spam.test' },
  ]
  for (const changes of ways) {
    const answer = await sends('/subscribe', 'subscribe', filled({ email: 'bot@example.com', ...changes }))
    expect(answer.status).toBe(422)
    expect(await answer.text()).toMatch(/role="alert"[\s\S]*please/i)
  }
  expect(await letters(site.db)).toHaveLength(before)
})

test('neither answer nor clock tells a new address from one that was asked today or may not be asked', async () => {
  const [fresh, never] = ['fresh@example.org', 'never@example.org']
  const gone = { channel: 'email', addressHash: addressHash('email', never), reason: '550 5.1.1' } as const
  await suppress(site.db, gone, Date.now())
  const bodies: string[] = []
  for (const email of [fresh, fresh, never]) {
    const from = performance.now()
    const answer = await sends('/subscribe', 'subscribe', filled({ email }))
    // What differs, the work in the database, takes some milliseconds of this.
    expect(performance.now() - from).toBeGreaterThan(190)
    expect(answer.status).toBe(202)
    bodies.push((await answer.text()).replaceAll(email, 'ADDRESS'))
  }
  expect(new Set(bodies).size).toBe(1)
  expect(bodies[0]).toContain('ADDRESS')
})

test('a connection that sends the form again and again is told so, and keeps what it typed', async () => {
  const answers: Response[] = []
  for (let n = 0; n < 6; n += 1)
    answers.push(await sends('/subscribe', 'subscribe', filled({ email: `n${n}@example.net` })))
  expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202, 202, 202, 429])
  const html = await answers[5]?.text()
  expect(html).toContain('try again in an hour')
  expect(html).toContain('value="n5@example.net"')
})

test('a form of another site, or of no site, does nothing', async () => {
  const body = new URLSearchParams({
    kinds: 'incident',
    email: 'other@example.net',
    seal: sealForm(Date.now() - 5000),
  })
  for (const headers of [{ origin: 'https://elsewhere.test', 'sec-fetch-site': 'cross-site' }, {}] as Record<
    string,
    string
  >[]) {
    const answer = await fetch(`${site.url}/subscribe?_action=subscribers.subscribe`, {
      method: 'POST',
      body,
      headers,
    })
    expect(answer.status).toBe(403)
  }
  await expect(standing(site.db, 'other@example.net')).rejects.toThrow('nobody')
})

test('one click in a mail program leaves: both encodings, no origin, twice, no cookie and no redirect', async () => {
  const form = new FormData()
  form.append('List-Unsubscribe', 'One-Click')
  for (const body of [new URLSearchParams(ONE_CLICK), form]) {
    const id = await aSubscriber(site.db)
    const url = `${site.url}/u/${subscriptionToken(id, 1)}`
    for (let n = 0; n < 2; n += 1) {
      const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' })
      expect(answer.status).toBe(200)
      expect(answer.headers.getSetCookie()).toEqual([])
      expect(answer.headers.get('referrer-policy')).toBe('same-origin')
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    const acts = await site.db.selectFrom('consents').select('act').where('subscriber_id', '=', id).execute()
    expect(acts).toEqual([{ act: 'left' }])
  }
})

test('all tokens that are not ours get the same 404', async () => {
  const id = await aSubscriber(site.db)
  const ours = subscriptionToken(id, 1)
  const bodies = new Set<string>()
  for (const token of ['x', `${ours}A`, ours.replace('-1-', '-2-'), subscriptionToken(id + 1000, 1)]) {
    const answer = await fetch(`${site.url}/u/${token}`, {
      method: 'POST',
      body: new URLSearchParams(ONE_CLICK),
    })
    expect(answer.status).toBe(404)
    bodies.add(await answer.text())
    expect((await fetch(`${site.url}/subscriptions/${token}`)).status).toBe(404)
  }
  expect(bodies.size).toBe(1)
})

/** A webhook as Twilio sends it. */
async function calls(
  path: string,
  params: Record<string, string>,
  changes: { token?: string; url?: string } = {},
) {
  const signature = twilio.getExpectedTwilioSignature(
    changes.token ?? TOKENS.TWILIO_AUTH_TOKEN,
    changes.url ?? site.url + path,
    params,
  )
  return fetch(site.url + path, {
    method: 'POST',
    body: new URLSearchParams(params),
    headers: { 'x-twilio-signature': signature },
  })
}

const texts = (body: string, from: string, more: Record<string, string> = {}) => ({
  MessageSid: `SM${mac('test', `${body}${from}${Math.random()}`)}`,
  From: from,
  To: '+15005550006',
  Body: body,
  ...more,
})

test('STOP, START and HELP are heard once each, and answered once', async () => {
  const from = '+14155550150'
  await aSubscriber(site.db, { channel: 'sms', address: from })
  const stop = texts(' Stop. ', from)
  const first = await calls('/hooks/twilio/inbound', stop)
  expect(first.status).toBe(200)
  expect(await first.text()).toContain('<Message>Acme: you get no more messages from us.')
  expect(await standing(site.db, from)).toMatchObject({ endedBy: 'carrier' })
  const start = await calls('/hooks/twilio/inbound', texts('START', from))
  expect(await start.text()).toContain('you get our messages again')
  // The carrier repeats the old STOP: it must not undo the START.
  const replay = await calls('/hooks/twilio/inbound', stop)
  expect(await replay.text()).toContain('<Response></Response>')
  expect((await standing(site.db, from)).endedAt).toBeNull()
  const help = await (await calls('/hooks/twilio/inbound', texts('help', from))).text()
  expect(help).toContain('Acme')
  expect(help).toContain('help@acme.test')
  expect(help).toContain('STOP')
  const quiet = await calls('/hooks/twilio/inbound', texts('whatever', from, { OptOutType: 'STOP' }))
  expect(await quiet.text()).toContain('<Response></Response>')
  expect((await standing(site.db, from)).endedAt).not.toBeNull()
})

test('a carrier is believed only with a signature over exactly this address and these words', async () => {
  const from = '+14155550151'
  await aSubscriber(site.db, { channel: 'sms', address: from })
  const path = '/hooks/twilio/inbound'
  const stop = texts('STOP', from)
  const refused = [
    await fetch(site.url + path, { method: 'POST', body: new URLSearchParams(stop) }),
    await calls(path, stop, { token: 'wrong' }),
    await calls(path, stop, { url: `https://elsewhere.test${path}` }),
    await calls(path, stop, { url: `${site.url}/hooks/twilio/status/1.1.x` }),
  ]
  for (const answer of refused) {
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ error: { code: 'signature' } })
  }
  expect((await standing(site.db, from)).endedAt).toBeNull()
  expect((await calls(path, stop, { token: TOKENS.TWILIO_AUTH_TOKEN_OLD })).status).toBe(200)
  expect((await standing(site.db, from)).endedAt).not.toBeNull()
})

test('news of a text message changes its delivery once, in any order, and unknown ones are waved through', async () => {
  const id = await aSubscriber(site.db, { channel: 'sms' })
  await site.db
    .insertInto('announcements')
    .values({
      key: 'told',
      occasion: 'update',
      priority: 1,
      kind: null,
      post_id: null,
      update_id: null,
      channels: '["sms"]',
      letter: null,
      created_at: 1,
      created_by: null,
      hold_until: 1,
      audience_max_id: id,
      expanded_at: 1,
      paused_at: null,
      cancelled_at: null,
      done_at: null,
    })
    .execute()
  const { id: told } = await site.db
    .selectFrom('announcements')
    .select('id')
    .where('key', '=', 'told')
    .executeTakeFirstOrThrow()
  await site.db
    .insertInto('deliveries')
    .values({
      announcement_id: told,
      subscriber_id: id,
      channel: 'sms',
      state: 'sent',
      attempts: 1,
      due_at: 1,
      provider_id: 'SM1',
    } as never)
    .execute()
  const path = (key: string, token = mac('delivery', key)) => `/hooks/twilio/status/${key}.${token}`
  const ours = path(`${told}.${id}`)
  for (const status of ['delivered', 'sent', 'delivered', 'queued'])
    expect((await calls(ours, { MessageSid: 'SM1', MessageStatus: status })).status).toBe(204)
  const events = await site.db
    .selectFrom('delivery_events')
    .select('event')
    .where('subscriber_id', '=', id)
    .execute()
  expect(events).toEqual([{ event: 'delivered' }])
  for (const unknown of [path('999.999'), path(`${told}.${id}`, 'A'.repeat(22)), '/hooks/twilio/status/x'])
    expect((await calls(unknown, { MessageSid: 'SM9', MessageStatus: 'failed' })).status).toBe(204)
})

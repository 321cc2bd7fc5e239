import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Notice } from '#src/channels/channel.ts'
import { subscriptionOf, webpush } from '#src/channels/webpush/about.ts'
import { openWebPush } from '#src/channels/webpush/send.ts'
import { vapidKeys } from '#src/channels/webpush/vapid.ts'
import { readConfig } from '#src/config.ts'
import { mac } from '#src/keys.ts'
import { giveBrowser } from '#src/subscribers/give.ts'
import { unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { startReceiver } from '#test/support/https-receiver.ts'
import { aPage, NOON } from '#test/support/makers.ts'
import { aNotice, anIncidentContent, aReader, aWord } from './makers.ts'

interface Ece {
  decrypt(body: Buffer, how: object): Buffer
}
const ece = createRequire(createRequire(import.meta.url).resolve('web-push'))('http_ece') as Ece
const config = readConfig({ PUBLIC_URL: 'https://status.example.test', SECRET_KEY: 'k'.repeat(32) })

/** A browser: its keys, and the address that it would give. */
const browser = createECDH('prime256v1')
const p256dh = browser.generateKeys('base64url')
const auth = randomBytes(16).toString('base64url')
const ADDRESS = `https://fcm.googleapis.com/fcm/send/abc:def#${p256dh}.${auth}`

let service: Awaited<ReturnType<typeof startReceiver>>
beforeAll(async () => {
  service = await startReceiver((_, response) => response.writeHead(201).end())
})
afterAll(() => service.close())

async function send(notice: Partial<Notice> = {}) {
  const settings = { allowed: ['localhost'], ca: service.ca, standIn: service.origin, timeoutMs: 1_000 }
  const carrier = openWebPush(settings, mac, 'https://status.example.test')
  const to = aReader({ address: ADDRESS, language: 'de' })
  const outcome = await carrier.send(aNotice({ to, ...notice }))
  await carrier.close()
  return { outcome, got: service.received.at(-1) }
}

test('only the browser reads it, and the service knows that it comes from us', async () => {
  const { outcome, got } = await send()
  expect(outcome).toMatchObject({ result: 'sent', code: '201' })
  expect(got?.path).toBe('/fcm/send/abc:def')
  expect(got?.headers).toMatchObject({
    'content-encoding': 'aes128gcm',
    topic: 'abc123def456',
    urgency: 'high',
    ttl: '43200',
  })
  const read = ece.decrypt(got?.body ?? Buffer.alloc(0), {
    version: 'aes128gcm',
    privateKey: browser,
    authSecret: auth,
  })
  expect(JSON.parse(read.toString())).toMatchObject({
    title: 'Email arrives late',
    url: 'https://status.example.test/incidents/abc123def456',
    tag: 'abc123def456',
    lang: 'de',
    dir: 'ltr',
  })
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(String(got?.headers.authorization)) ?? []
  expect(key).toBe(vapidKeys(mac).publicKey)
  const [head, claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  })
  const signed = Buffer.from(`${head}.${claims}`)
  const proof = Buffer.from(signature, 'base64url')
  expect(verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, proof)).toBe(true)
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    aud: 'https://fcm.googleapis.com',
    sub: 'https://status.example.test',
  })
})

test('it stays below 3 kB, however much was said and in whatever writing', async () => {
  const text = '語🙂'.repeat(5_000)
  const { got } = await send({ content: anIncidentContent({ title: text }, { updates: [aWord({ text })] }) })
  expect(got?.body.length).toBeLessThan(3_072)
})

test.each([404, 410])('a browser that is gone there (%i) has left', async (status) => {
  service.answers((_, response) => response.writeHead(status).end())
  expect((await send()).outcome).toMatchObject({ result: 'failed', address: 'opted-out' })
  service.answers((_, response) => response.writeHead(201).end())
})

test('an address is one of a known service with the keys of a browser', () => {
  expect(webpush.read(ADDRESS, config)).toMatchObject({ ok: true, address: ADDRESS })
  expect(subscriptionOf(ADDRESS).keys).toEqual({ p256dh, auth })
  expect(webpush.show(ADDRESS)).not.toContain(auth)
  for (const wrong of [
    ADDRESS.replace('fcm.googleapis.com', 'evil.example'),
    ADDRESS.replace('fcm.googleapis.com', 'fcm.googleapis.com.evil.example'),
    ADDRESS.slice(0, -1),
    ADDRESS.replace('https:', 'http:'),
    'https://fcm.googleapis.com/fcm/send/abc',
  ])
    expect(webpush.read(wrong, config), wrong).toMatchObject({ ok: false })
})

onBothEngines('a browser', (open) => {
  const choices = { kinds: ['incident' as const], components: 'all' as const, leastImpact: 'none' as const }
  const person = { name: null, language: 'fr' as const, timeZone: null }
  const give = (db: Parameters<typeof giveBrowser>[0], now = NOON) =>
    giveBrowser(db, { address: ADDRESS, choices, person }, { ip: '192.0.2.1', now })

  test('agrees by giving its address, which is kept as evidence; it may leave and come back', async () => {
    const { db } = await open()
    await aPage(db)
    const told = await give(db)
    expect(told).toMatchObject({ channel: 'webpush', confirmedAt: NOON, language: 'fr', choices })
    const acts = () => db.selectFrom('consents').select(['act', 'ip_hash']).execute()
    expect(await acts()).toMatchObject([{ act: 'confirmed', ip_hash: expect.any(String) }])
    expect((await give(db, NOON + 1)).id).toBe(told.id)
    expect(await acts()).toHaveLength(1)
    await unsubscribe(db, told.id, 'page', { ip: null, now: NOON + 2 })
    const back = await give(db, NOON + 3)
    expect(back).toMatchObject({ id: told.id, endedAt: null, version: told.version + 1 })
    const letters = await db.selectFrom('announcements').selectAll().execute()
    expect(letters).toEqual([])
  })
})

import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { freeClaims } from '#db/queries/claims.ts'
import { findDelivery } from '#db/queries/deliveries.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { webhookSecret } from '#src/channels/webhook/secret.ts'
import { openWebhook } from '#src/channels/webhook/send.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { mac } from '#src/keys.ts'
import { publish } from '#src/posts/publish.ts'
import { confirm } from '#src/subscribers/confirm.ts'
import { subscribe } from '#src/subscribers/subscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { type Received, startReceiver } from '#test/support/https-receiver.ts'
import { aComponent, anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { hasRecorded, recordedIn } from '#test/support/recorded.ts'

const MINUTE = 60_000
let receiver: Awaited<ReturnType<typeof startReceiver>>
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())
beforeEach(() => {
  receiver.received.length = 0
  receiver.answers((_, response) => response.end())
})
const address = () => `${receiver.origin}/hook?key=secret`
const said = (at = 0) => JSON.parse(receiver.received[at]?.body.toString() ?? '{}')

/** Every name in it, of those inside by their path. */
function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length ? keysOf(value[0], `${path}[]`) : []
  if (value === null || typeof value !== 'object') return [path]
  return Object.entries(value)
    .flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
    .sort()
}

onBothEngines('a webhook', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    const id = await aSubscriber(db, { channel: 'webhook', address: address() })
    return { db, id, author: await anAuthor(db), part: await aComponent(db, 'Web shop') }
  }

  async function tell({ db, author, part }: Awaited<ReturnType<typeof world>>, title = 'Payments fail') {
    const statuses = { [part]: 'major_outage' } as const
    const draft = anIncident({ title, channels: ['webhook'], componentIds: [part], statuses })
    const { announcementId = 0, postId } = await publish(db, draft, {
      author,
      now: NOON,
      formKey: title,
    })
    await fanOut(db, NOON)
    return { announcementId, postId }
  }

  async function send(db: Db, now = NOON) {
    const settings = { allowed: ['localhost'], ca: receiver.ca, timeoutMs: 500 }
    const carrier = openWebhook(settings, mac, () => now)
    const line = deliverer({ db, carrier, owner: 'us', now: () => now, random: () => 0.5 })
    await line.work()
    await line.stop()
  }

  test('is told in the shape of Statuspage’s, signed as Standard Webhooks are', async () => {
    const all = await world()
    const { postId } = await tell(all)
    await send(all.db)
    expect(said()).toMatchObject({
      meta: { unsubscribe: expect.stringContaining('/u/'), documentation: expect.stringContaining('/api') },
      page: { status_indicator: 'critical' },
      incident: {
        id: postId,
        name: 'Payments fail',
        status: 'investigating',
        incident_updates: [{ incident_id: postId, deliver_notifications: true }],
        components: [{ id: all.part, name: 'Web shop', status: 'major_outage' }],
      },
    })
    if (hasRecorded) {
      const [, theirs] = recordedIn('webhooks').map(({ json }) => json as unknown as Record<string, object>)
      expect(keysOf(said().incident)).toEqual(keysOf(theirs?.incident))
    }
    expect(receiver.received).toHaveLength(1)
    const { headers, body, path } = receiver.received[0] as Received
    expect(path).toBe('/hook?key=secret')
    const secret = webhookSecret(mac, address())
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    const key = Buffer.from(secret.slice(6), 'base64')
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(text).digest('base64')}`)
    expect(Number(headers['webhook-timestamp'])).toBe(NOON / 1000)
  })

  test('that is busy is called again when it asks for it, with the same id and a new time', async () => {
    const all = await world()
    const { announcementId } = await tell(all)
    receiver.answers((_, response) => response.writeHead(503, { 'retry-after': '90' }).end())
    await send(all.db)
    expect(await findDelivery(all.db, announcementId, all.id)).toMatchObject({
      state: 'retry',
      due_at: NOON + 90_000,
    })
    receiver.answers((_, response) => response.end())
    await send(all.db, NOON + 60_000)
    expect(receiver.received).toHaveLength(1)
    await send(all.db, NOON + 90_000)
    await send(all.db, NOON + 91_000)
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    const times = receiver.received.map(({ headers }) => headers['webhook-timestamp'])
    expect(new Set(times).size).toBe(2)
    expect(await findDelivery(all.db, announcementId, all.id)).toMatchObject({ state: 'sent', attempts: 2 })
  })

  test('that was in the hands of a sender that died is called again: the id makes a repeat harmless', async () => {
    const all = await world()
    const { announcementId } = await tell(all)
    await all.db
      .insertInto('claims')
      .values({ id: 77, owner: 'dead', channel: 'webhook', at: NOON, lease_until: NOON + MINUTE })
      .execute()
    await all.db.updateTable('deliveries').set({ state: 'claimed', claim: 77 }).execute()
    expect(await freeClaims(all.db, { owner: 'dead' }, NOON)).toBe(1)
    expect(await findDelivery(all.db, announcementId, all.id)).toMatchObject({ state: 'pending' })
  })

  test('that is gone has left, and one that nobody answers at rests after three updates', async () => {
    const all = await world()
    const other = await aSubscriber(all.db, { channel: 'webhook', address: `${receiver.origin}/other` })
    receiver.answers(({ path }, response) =>
      response.writeHead(path === '/other' ? 404 : 410).end('see https://x.example/secret'),
    )
    for (const title of ['One', 'Two', 'Three']) {
      await tell(all, title)
      await send(all.db)
    }
    expect(await findSubscriber(all.db, all.id)).toMatchObject({ endedBy: 'carrier' })
    expect(receiver.received.filter(({ path }) => path !== '/other')).toHaveLength(1)
    const row = await all.db.selectFrom('subscribers').selectAll().where('id', '=', other).executeTakeFirst()
    expect(row?.quarantined_until).toBeGreaterThan(NOON)
    const kept = await all.db.selectFrom('deliveries').select('answer').execute()
    expect(JSON.stringify(kept)).not.toContain('secret')
  })

  test('is asked by a message with a link before it hears anything, at one host five times an hour', async () => {
    const all = await world()
    const asking = (n: number) =>
      subscribe(
        all.db,
        {
          channel: 'webhook',
          address: `https://hooks.example.com/${n}`,
          choices: { kinds: ['incident'], components: 'all', leastImpact: 'none' },
          formKey: `form${n}`,
        },
        { ip: `192.0.2.${n}`, now: NOON },
      )
    for (let n = 1; n <= 7; n++) await asking(n)
    const asked = await all.db.selectFrom('deliveries').selectAll().where('channel', '=', 'webhook').execute()
    expect(asked).toHaveLength(5)
    // One of them at a host that can be reached here.
    await all.db.deleteFrom('subscribers').where('id', '=', all.id).execute()
    await all.db
      .updateTable('subscribers')
      .set({ address: address() })
      .where('address', 'like', '%.com/1')
      .execute()
    await send(all.db)
    const mine = receiver.received.find(({ path }) => path === '/hook?key=secret')
    const question = JSON.parse(mine?.body.toString() ?? '{}')
    expect(question).toMatchObject({
      subscription: { event: 'confirm', text: expect.stringContaining('7 days') },
    })
    const token = question.subscription.url.split('/').at(-1)
    const confirmed = await confirm(all.db, token, { ip: null, now: NOON + 1 })
    expect(confirmed).toMatchObject({ channel: 'webhook', confirmedAt: NOON + 1 })
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { tally } from '#db/queries/progress.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { readForm, sendForm } from '#test/support/forms.ts'
import { anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { startTwilioStandIn, TWILIO_TEST_ENV, type TwilioStandIn } from '#test/support/twilio-stand-in.ts'
import { until } from '#test/support/until.ts'

const NUMBER = '+14155550142'
let site: Site
let twilio: TwilioStandIn

beforeAll(async () => {
  twilio = await startTwilioStandIn({ report: ['sent', 'delivered'] })
  site = await startSite({ sender: true, env: { ...TWILIO_TEST_ENV, TWILIO_API_URL: twilio.url } })
  await aPage(site.db)
})

afterAll(async () => {
  await site?.stop()
  await twilio?.stop()
})

const send = (path: string, action: string, fields: Record<string, string>) =>
  sendForm(site.url, path, `subscribers.${action}`, fields)
const texts = (about: RegExp) => twilio.messages().filter(({ to, body }) => to === NUMBER && about.test(body))

/** How many people an announcement has told by SMS, once it is through. */
async function toldBy(id = 0): Promise<number> {
  await until(async () => {
    const row = await site.db
      .selectFrom('announcements')
      .select('done_at')
      .where('id', '=', id)
      .executeTakeFirst()
    return row?.done_at !== null
  }, 'the announcement to be through')
  return (await tally(site.db, [id])).get(id)?.sms.sent ?? 0
}

test('a number is proved with a code, hears of an incident, says STOP, and is left alone', async () => {
  const asked = await send('/subscribe', 'subscribe', {
    phone: '+1 (415) 555-0142',
    kinds: 'incident',
    scope: 'all',
    seal: sealForm(Date.now() - 5_000),
  })
  expect(asked.status).toBe(202)
  const ticket = readForm(await asked.text()).named('ticket')[0]?.value ?? ''
  const letter = await twilio.waitFor(({ to }) => to === NUMBER)
  const code = /\b\d{6}\b/.exec(letter.body)?.[0] ?? ''
  expect(letter.body).toContain('Acme')

  // Other digits open nothing; the right ones open the choices.
  const other = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  const entry = { number: NUMBER, ticket }
  expect((await send('/subscriptions/code', 'enterCode', { ...entry, code: other })).status).toBe(422)
  const entered = await send('/subscriptions/code', 'enterCode', { ...entry, code })
  expect([entered.status, entered.headers.get('location')]).toEqual([
    303,
    expect.stringMatching(/^\/subscriptions\/[\w-]+\?welcome$/),
  ])
  expect((await send('/subscriptions/code', 'enterCode', { ...entry, code })).status).toBe(422)

  const author = await anAuthor(site.db)
  const first = await publish(site.db, anIncident({ title: 'Ovens are cold', channels: ['sms'] }), {
    author,
    now: Date.now(),
    formKey: 'first',
  })
  const told = await twilio.waitFor(({ body }) => body.includes('Ovens are cold'))
  expect(told).toMatchObject({ to: NUMBER, from: TWILIO_TEST_ENV.TWILIO_FROM })
  expect(told.body).toMatch(/STOP/)
  expect(await toldBy(first.announcementId)).toBe(1)
  // The carrier's own word about it is heard, at the address that the message itself named.
  await until(async () => {
    const events = await site.db.selectFrom('delivery_events').select('event').execute()
    return events.some(({ event }) => event === 'delivered')
  }, 'the delivery to be reported')

  const hook = `${site.url}/hooks/twilio/inbound`
  expect(await twilio.inbound(hook, { from: NUMBER, to: told.from ?? '', body: 'Stop' })).toBe(200)

  const next = await update(
    site.db,
    first.postId,
    { state: 'identified', body: 'A fuse.', statuses: {}, nextUpdateBy: null, channels: ['sms'] },
    { author, now: Date.now(), formKey: 'second' },
  )
  expect(await toldBy(next.announcementId)).toBe(0)
  expect(texts(/Ovens are cold/)).toHaveLength(1)
  expect(texts(/A fuse/)).toHaveLength(0)
  expect(twilio.refusals()).toEqual([])

  // START brings the messages back.
  expect(await twilio.inbound(hook, { from: NUMBER, to: told.from ?? '', body: 'START' })).toBe(200)
  const last = await update(
    site.db,
    first.postId,
    { state: 'resolved', body: 'Warm again.', statuses: {}, nextUpdateBy: null, channels: ['sms'] },
    { author, now: Date.now(), formKey: 'third' },
  )
  expect(await toldBy(last.announcementId)).toBe(1)
})

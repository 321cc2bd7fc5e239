import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { raiseAlert } from '#db/queries/alerts.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { ENGINES, freshDb } from '#test/support/db.ts'
import { readForm, sendForm, signInCookie } from '#test/support/forms.ts'
import { startMailCatcher } from '#test/support/mail-catcher.ts'
import { aPage, aSubscriber } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { startSite } from '#test/support/site.ts'
import { startTwilioStandIn, TWILIO_TEST_ENV } from '#test/support/twilio-stand-in.ts'
import { until } from '#test/support/until.ts'

const RITA = 'rita.log@example.com'
const NUMBER = '+14155550142'
const GONE = { mail: 'gone.log@example.com', later: 'later.log@example.com', number: '+14155550199' }
const TEXT = { title: 'Zanzibar shelves', body: 'Every quince is late by a fortnight.' }
const RELAY_PASSWORD = 'relay-password-of-ours'

/** Asks the whole of the product for what it does and does not do; returns everything that nobody may read in a log. */
async function everything(engine: (typeof ENGINES)[number]) {
  const own = await freshDb(engine)
  onTestFinished(() => own.drop())
  const { db } = own
  const relay = await startMailCatcher({
    behave({ stage, to }) {
      if (stage === 'rcpt' && to === GONE.mail) return { code: 550, text: `5.1.1 <${to}> is not here` }
      if (stage === 'rcpt' && to === GONE.later) return { code: 451, text: `4.3.0 ${to}: try later` }
    },
  })
  onTestFinished(() => relay.stop())
  const twilio = await startTwilioStandIn({
    report: ['sent', { status: 'undelivered', errorCode: 30005 }],
    behave: ({ to }) =>
      to === GONE.number
        ? {
            refuse: {
              status: 400,
              code: 21211,
              message: `The 'To' number ${to} is not a valid phone number.`,
            },
          }
        : { report: ['sent', 'delivered'] },
  })
  onTestFinished(() => twilio.stop())
  await aPage(db)
  const owner = await aMember(db)
  const ids = [
    await aSubscriber(db, { address: GONE.mail }),
    await aSubscriber(db, { address: GONE.later }),
    await aSubscriber(db, { address: GONE.number, channel: 'sms' }),
  ]
  const site = await startSite({
    databaseUrl: own.url,
    sender: true,
    env: {
      ...TWILIO_TEST_ENV,
      LOG_LEVEL: 'debug',
      TWILIO_API_URL: twilio.url,
      SMTP_URL: relay.url.replace('//', `//candor:${RELAY_PASSWORD}@`),
      MAIL_FROM: 'news@acme.test',
    },
  })
  onTestFinished(() => site.stop())
  const send = (path: string, action: string, fields: Record<string, string>, cookie = '') =>
    sendForm(site.url, path, action, fields, cookie)
  const look = (path: string) => fetch(site.url + path, { headers: { accept: 'text/html' } })

  // Somebody subscribes, rightly and wrongly, by mail and by phone.
  const form = { kinds: 'incident', scope: 'all', seal: sealForm(Date.now() - 5_000) }
  const asked = await send('/subscribe', 'subscribers.subscribe', { ...form, email: RITA, phone: NUMBER })
  const ticket = readForm(await asked.text()).named('ticket')[0]?.value ?? ''
  await send('/subscribe', 'subscribers.subscribe', { ...form, email: 'wrong.log@', phone: '+15555' })
  const mail = await relay.waitFor((one) => one.to.includes(RITA))
  const confirm = /confirm\/([\w.-]+)/.exec((await mail.parsed()).text ?? '')?.[1] ?? ''
  await look(`/subscriptions/confirm/${confirm}`)
  const confirmed = await send(`/subscriptions/confirm/${confirm}`, 'subscribers.confirm', { token: confirm })
  const token = /subscriptions\/([\w-]+)/.exec(confirmed.headers.get('location') ?? '')?.[1] ?? ''
  await look(`/subscriptions/${token}`)
  await look(`/subscriptions/${token}/../${token}x`)
  const { body: letter } = await twilio.waitFor(({ to }) => to === NUMBER)
  const code = /\b\d{6}\b/.exec(letter)?.[0] ?? ''
  await send('/subscriptions/code', 'subscribers.enterCode', { number: NUMBER, ticket, code })

  // Staff sign in, wrongly and rightly, invite, publish, and send what is too long.
  await signInCookie(site.url, owner.email, 'not-the-password-at-all')
  const cookie = await signInCookie(site.url, owner.email, PASSWORD)
  await send('/admin/staff', 'staff.invite', { email: 'carl.log@acme.test', role: 'viewer' }, cookie)
  const invitation = await relay.waitFor((one) => one.to.includes('carl.log@acme.test'))
  const invite = /invite\/([\w-]+)/.exec((await invitation.parsed()).text ?? '')?.[1] ?? ''
  await look(`/admin/invite/${invite}`)
  await send(
    '/admin/posts/new',
    'posts.publish',
    { kind: 'incident', ...TEXT, body: TEXT.body.repeat(9_000) },
    cookie,
  )
  const post = { kind: 'incident', impact: 'minor', form_key: 'aaaaaaaaaaaa', tell: 'email', ...TEXT }
  const body = new URLSearchParams([...Object.entries(post), ['tell', 'sms']])
  const published = await fetch(`${site.url}/admin/posts/new?_action=posts.publish`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { origin: site.url, cookie },
  })
  expect(published.status).toBe(303)
  await relay.waitFor((one) => one.to.includes(RITA) && one.raw.includes('quince'))
  await twilio.waitFor(({ body }) => body.includes('Zanzibar'))
  await until(async () => {
    const rows = await db.selectFrom('deliveries').select('code').where('subscriber_id', 'in', ids).execute()
    return rows.length === 3 && rows.every((row) => row.code !== null)
  }, 'the refusals to be written down')

  // Something needs an owner, who is written to.
  const at = Date.now()
  await raiseAlert(db, { kind: 'errors', subject: 'sms', text: 'Texts are refused.', at })
  const alert = await relay.waitFor((one) => one.to.includes(owner.email))
  expect((await alert.parsed()).text).toContain('Texts are refused.')

  // The carrier and a mail program speak; one of them is a stranger.
  const hook = `${site.url}/hooks/twilio/inbound`
  await twilio.inbound(hook, { from: NUMBER, to: TWILIO_TEST_ENV.TWILIO_FROM, body: 'STOP' })
  await fetch(hook, { method: 'POST', body: new URLSearchParams({ From: NUMBER, Body: TEXT.body }) })
  const leave = subscriptionToken(ids[0] ?? 0, 1)
  await fetch(`${site.url}/u/${leave}`, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  })

  // The database refuses a row and says which; then a table is not there, for the page and for the sender.
  await refuseRows(db, engine)
  const failed = await send('/subscribe', 'subscribers.subscribe', {
    ...form,
    email: 'fault.log@example.com',
  })
  expect(failed.status).toBe(500)
  expect(await failed.text()).not.toContain('fault.log')
  await sql`alter table announcements rename to elsewhere`.execute(db)
  await until(() => site.output().includes('met a fault'), 'the sender to meet a fault')
  expect((await look(`/subscriptions/${token}`)).status).toBeLessThan(600)
  await sql`alter table elsewhere rename to announcements`.execute(db)
  await site.stop()

  return {
    output: site.output(),
    secrets: {
      addresses: [RITA, ...Object.values(GONE), 'wrong.log', 'fault.log', 'carl.log', owner.email],
      numbers: [NUMBER, NUMBER.slice(1), '4155550142', GONE.number.slice(1), '+15555'],
      tokens: [confirm, token, invite, leave, ticket, cookie.split('=')[1] ?? '', form.seal],
      words: ['Zanzibar', 'quince', letter],
      passwords: [PASSWORD, 'not-the-password-at-all', RELAY_PASSWORD, TWILIO_TEST_ENV.TWILIO_AUTH_TOKEN],
      keys: [process.env.SECRET_KEY ?? ''],
    },
  }
}

/** Every new subscriber is refused, in words that hold the row. */
async function refuseRows(db: Db, engine: (typeof ENGINES)[number]): Promise<void> {
  if (engine === 'postgres')
    await sql`alter table subscribers add constraint closed check (id < 0) not valid`.execute(db)
  else
    await sql`create trigger closed before insert on subscribers begin
      select raise(abort, 'no room for fault.log@example.com'); end`.execute(db)
}

test.each(ENGINES)(
  'whatever happens, no log names an address, a number, a token, a password or a text (%s)',
  async (engine) => {
    const { output, secrets } = await everything(engine)
    // There are faults in it, of the page and of the sender, or nothing would be shown.
    expect(output).toMatch(/"level":50.*"method":"POST","path":"\/subscribe"/)
    expect(output).toMatch(/"level":50.*The sender met a fault/)
    expect(output).toContain('Wrote to the owners')
    for (const [what, ones] of Object.entries(secrets))
      for (const one of ones) {
        expect(one.length, `${what} is there to be looked for`).toBeGreaterThan(5)
        expect(output.includes(one), `${what}: “${one}” stands in the log:\n${around(output, one)}`).toBe(
          false,
        )
      }
  },
)

function around(text: string, part: string): string {
  const at = text.indexOf(part)
  return at < 0 ? '' : text.slice(Math.max(0, at - 300), at + 300)
}

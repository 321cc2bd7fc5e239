import { afterAll, beforeAll, expect, test } from 'vitest'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { publish } from '#src/posts/publish.ts'
import { sendForm, signInCookie } from '#test/support/forms.ts'
import { anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { ended, type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

let site: Site
let id: number
const cookies: Record<string, string> = {}

beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
  await aSubscriber(site.db, { address: 'rui@example.com' })
  await aSubscriber(site.db)
  for (const role of ['editor', 'viewer'] as const) {
    const { email } = await aMember(site.db, role, `Ana ${role}`, `${role}@acme.test`)
    cookies[role] = await signInCookie(site.url, email, PASSWORD)
  }
  const author = { id: 1, name: 'Ana editor' }
  id = (await publish(site.db, anIncident(), { author, now: Date.now(), formKey: 'k' })).announcementId ?? 0
  await fanOut(site.db, Date.now())
  await site.db
    .updateTable('deliveries')
    .set({ state: 'sent', attempts: 1, sent_at: NOON })
    .where('subscriber_id', '=', 1)
    .execute()
})
afterAll(() => site?.stop())

const get = (path: string, role?: string) =>
  fetch(`${site.url}/admin/deliveries/${path}`, {
    redirect: 'manual',
    headers: role ? { cookie: cookies[role] ?? '' } : {},
  })

test('events come to staff only, unbuffered and kept by nobody, and end when they sign out', async () => {
  expect((await get(`${id}/progress`)).status).toBe(303)
  expect((await get('99/progress', 'viewer')).status).toBe(404)
  const cookie = await signInCookie(site.url, 'viewer@acme.test', PASSWORD)
  const answer = await fetch(`${site.url}/admin/deliveries/${id}/progress`, { headers: { cookie } })
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(answer.headers.get('x-accel-buffering')).toBe('no')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  let heard = ''
  const reading = (async () => {
    for await (const part of answer.body ?? []) heard += new TextDecoder().decode(part)
  })()
  await until(() => /event: progress\ndata: \{.*"sent":1/.test(heard), 'the first event')
  await fetch(`${site.url}/admin/logout`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: site.url, 'sec-fetch-site': 'same-origin', cookie },
  })
  await reading
  expect(heard).toContain('event: gone')
})

test('outcomes are taken away by editors only, as a file, and noted', async () => {
  expect((await get(`${id}/outcomes`)).status).toBe(303)
  expect((await get(`${id}/outcomes`, 'viewer')).status).toBe(403)
  expect((await get('99/outcomes', 'editor')).status).toBe(404)
  const answer = await get(`${id}/outcomes`, 'editor')
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="outcomes-${id}.csv"`)
  expect(await answer.text()).toMatch(/^to,channel[^\r]*\r\nrui@example\.com,email,sent/)
  const audit = await site.db
    .selectFrom('audit')
    .select('action')
    .where('action', '=', 'announcement.export')
    .execute()
  expect(audit).toHaveLength(1)
  expect(site.output()).not.toContain('rui@example.com')
})

test('the mail of one stands in a frame that can do nothing, masked for viewers', async () => {
  const page = await get(`${id}/1`, 'viewer')
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'.*frame-src 'self'/)
  const html = await page.text()
  expect(html).toContain('sandbox=""')
  expect(html).toContain('r•••@example.com')
  expect(html).not.toContain('rui@')
  const mail = await get(`${id}/1/mail`, 'viewer')
  expect(mail.headers.get('content-security-policy')).toMatch(
    /^default-src 'none';.*frame-ancestors 'self'; sandbox$/,
  )
  expect(await mail.text()).not.toContain('rui@')
  expect((await get(`${id}/1/mail`)).status).toBe(303)
  expect((await get(`${id}/77`, 'editor')).status).toBe(404)
})

test('who is not written to any more is not offered to be tried again', async () => {
  const failed = async (code: string) => {
    const changes = { state: 'failed', code, answer: code }
    await site.db.updateTable('deliveries').set(changes).where('subscriber_id', '=', 2).execute()
    return (await get(String(id), 'editor')).text()
  }
  expect(await failed('552 5.2.2')).toContain('>Try it again<')
  const gone = await failed('550 5.1.1')
  expect(gone).toContain('They are not written to any more.')
  expect(gone).not.toMatch(/>Try (?:it|these|all)/)
  await site.db
    .updateTable('deliveries')
    .set({ state: 'pending', code: null, answer: null })
    .where('subscriber_id', '=', 2)
    .execute()
})

test('held, asked about and let go on by forms alone; a viewer presses nothing', async () => {
  const steer = (verb: string, role: string) =>
    sendForm(
      site.url,
      `/admin/deliveries/${id}`,
      `deliveries.${verb}`,
      { announcement: String(id) },
      cookies[role],
    )
  for (const verb of ['pause', 'resume', 'stop', 'retry'])
    expect((await steer(verb, 'viewer')).status).toBe(403)
  expect((await steer('pause', 'editor')).status).toBe(303)
  expect(await (await get(String(id), 'editor')).text()).toContain('Held by staff')
  await site.db
    .updateTable('announcements')
    .set({ pause_reason: 'stale', created_at: Date.now() - 3 * 3_600_000, expanded_at: NOON })
    .execute()
  for (const path of [String(id), '']) {
    const text = (await (await get(path, 'editor')).text()).replace(/\s+/g, ' ')
    expect(text).toContain('This was written 3 h ago and 1 person has not been told.')
    expect(text).toContain('>Send it now<')
    expect(await (await get(path, 'viewer')).text()).not.toContain('>Send it now<')
  }
  expect((await steer('resume', 'editor')).status).toBe(303)
  expect((await steer('retry', 'editor')).status).toBe(409)
  expect((await steer('stop', 'editor')).status).toBe(303)
  expect(await (await get(String(id), 'editor')).text()).toContain('Stopped by staff')
})

test('a server that is asked to stop does not wait for those who watch', async () => {
  await site.db.updateTable('announcements').set({ cancelled_at: null, done_at: null }).execute()
  await site.db.updateTable('deliveries').set({ state: 'pending' }).execute()
  const answer = await get(`${id}/progress`, 'editor')
  const watching = answer.text().catch(() => 'cut')
  const asked = performance.now()
  expect(await ended(site.process)).toBe(0)
  expect(performance.now() - asked).toBeLessThan(25_000)
  await watching
})

import { expect, test } from 'vitest'
import type { Notice } from '#src/channels/channel.ts'
import { mailOf } from '#src/channels/email/message.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { noticeMaker } from '#src/deliveries/notice.ts'
import { senderOf } from '#src/deliveries/sender.ts'
import { publish } from '#src/posts/publish.ts'
import { keepWording, rehearseWording } from '#src/staff/wording.ts'
import { MAIL_SETTINGS } from '#test/channels/makers.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'

const GERMAN = { kind: 'incident', language: 'de', moment: 'new' }

onBothEngines('the wording of messages', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db, { language: 'en', languages: '["en","de"]' })
    const member = await aMember(db, 'admin')
    return { db, by: member }
  }

  test('is kept per kind and language, noted in the audit, and taken back by leaving it empty', async () => {
    const { db, by } = await world()
    const opening = 'Liebe Leute{% if name %}, lieber Mensch {{ name }}{% endif %},'
    await keepWording(db, { ...GERMAN, opening }, by, NOON)
    await keepWording(db, { ...GERMAN, opening }, by, NOON + 1)
    await keepWording(db, { ...GERMAN, opening, closing: 'Ihr Team' }, by, NOON + 2)
    const wording = async () => (await senderOf(db))?.wording
    expect(await wording()).toEqual({ incident: { de: { opening, closing: 'Ihr Team' } } })
    await keepWording(db, { ...GERMAN, closing: ' ' }, by, NOON + 3)
    expect(await wording()).toEqual({})
    const audit = await db.selectFrom('audit').select(['action', 'detail']).orderBy('id').execute()
    expect(audit.map(({ action, detail }) => [action, JSON.parse(detail ?? '').changed])).toEqual([
      ['wording.keep', ['opening']],
      ['wording.keep', ['closing']],
      ['wording.keep', ['opening', 'closing']],
    ])
  })

  test('that could not be sent is refused beside its field with its line, and nothing of it is kept', async () => {
    const { db, by } = await world()
    const typed = {
      ...GERMAN,
      opening: 'Hallo {{ name }}',
      closing: 'Bis bald\n{{ naem }}',
      sms: 'ohne Adresse',
    }
    await expect(keepWording(db, typed, by, NOON)).rejects.toMatchObject({
      code: 'invalid',
      problems: {
        closing: expect.stringContaining('Line 2: There is no “naem” here'),
        sms: expect.stringContaining('This loses the address of the post'),
      },
    })
    expect(await db.selectFrom('wordings').selectAll().execute()).toEqual([])
    for (const wrong of [{ language: 'xx' }, { kind: 'wish' }, { kind: '__proto__' }])
      await expect(keepWording(db, { ...GERMAN, ...wrong }, by, NOON)).rejects.toThrow('Choose a')
  })

  test('stands around the news of those who read that language, as text whatever is in it', async () => {
    const { db, by } = await world()
    const closing = '</p><script>alert(1)</script> & {{ title }}'
    await keepWording(db, { ...GERMAN, opening: 'Moin {{ name | default: "zusammen" }}', closing }, by, NOON)
    const readers = [
      await aSubscriber(db, { address: 'ana@example.com', language: 'de', name: 'Ana <i>' }),
      await aSubscriber(db, { address: 'ben@example.com', language: 'en', name: 'Ben' }),
    ]
    const texts = { de: { title: 'Post <b>spät', body: 'Alles *spät*.' } }
    const draft = anIncident({ channels: ['email'], texts })
    await publish(db, draft, { author: by, now: NOON, formKey: 'a' })
    while (await fanOut(db, NOON));
    const rows = await db.selectFrom('deliveries').selectAll().orderBy('subscriber_id').execute()
    const notices = await noticeMaker(db)(rows, NOON)
    const [ana, ben] = rows.map((row) =>
      mailOf(notices.get(`${row.announcement_id}.${row.subscriber_id}`) as Notice, MAIL_SETTINGS),
    )
    expect(readers).toHaveLength(2)
    expect(ana?.html).toContain('Moin Ana &lt;i&gt;')
    expect(ana?.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; Post &lt;b&gt;spät')
    expect(ana?.html).not.toContain('<script')
    expect(ana?.text).toContain('Alles spät.')
    expect(ben?.html).not.toContain('Moin')
    expect(ben?.text).toContain('We are looking into it.')
  })

  test('is tried by a letter to the member who asks and to nobody else, marked as a test, twenty times an hour', async () => {
    const { db, by } = await world()
    await aSubscriber(db, { address: 'ana@example.com', language: 'de' })
    const typed = {
      ...GERMAN,
      moment: 'over',
      opening: 'Moin {{ name }}{% unless name %}zusammen{% endunless %}',
    }
    expect(await rehearseWording(db, typed, by, NOON)).toEqual({ email: by.email })
    const rows = await db.selectFrom('deliveries').selectAll().execute()
    expect(rows).toMatchObject([{ subscriber_id: 0, channel: 'email', state: 'pending' }])
    const [notice] = (await noticeMaker(db)(rows, NOON)).values()
    const mail = mailOf(notice as Notice, MAIL_SETTINGS)
    expect(mail.to.address).toBe(by.email)
    expect(mail.subject).toBe('[Acme] Test: E-Mails kommen verspätet an')
    expect(mail.text).toContain(`Moin ${by.name}`)
    expect(mail.headers.map(([name]) => name)).not.toContain('List-Unsubscribe')
    expect(await db.selectFrom('wordings').selectAll().execute()).toEqual([])
    await expect(rehearseWording(db, { ...typed, sms: '{{' }, by, NOON)).rejects.toMatchObject({
      code: 'invalid',
    })
    for (let n = 1; n < 20; n += 1) await rehearseWording(db, typed, by, NOON + n)
    await expect(rehearseWording(db, typed, by, NOON + 30)).rejects.toMatchObject({ code: 'limited' })
    await rehearseWording(db, typed, by, NOON + 3_600_020)
    await db.updateTable('staff').set({ disabled_at: NOON }).execute()
    expect((await noticeMaker(db)(rows, NOON)).size).toBe(0)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publish } from '#src/posts/publish.ts'
import { translateUpdate } from '#src/posts/translate.ts'
import { ENGINES, freshDb, type TestDb } from '#test/support/db.ts'
import { type Fields, readForm, sendForm, signInCookie } from '#test/support/forms.ts'
import { anIncident, aPage } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'

describe.each(ENGINES)('texts in several languages on %s', (engine) => {
  let own: TestDb
  let site: Site
  let cookie: string
  let path: string
  beforeAll(async () => {
    own = await freshDb(engine)
    site = await startSite({ databaseUrl: own.url })
    await aPage(own.db, { language: 'en', languages: '["en","de","ja"]' })
    const author = await aMember(own.db)
    cookie = await signInCookie(site.url, author.email, PASSWORD)
    const now = Date.now() - 60_000
    const texts = {
      de: { title: 'Verspätet <script>alert(1)</script>', body: 'Alle **E-Mails** sind verzögert.' },
      ja: { title: 'メールの遅延' },
    }
    const draft = anIncident({ texts, channels: [], startedAt: now })
    const { postId, updateId } = await publish(own.db, draft, { author, now, formKey: 'first' })
    await translateUpdate(own.db, updateId, 'de', 'Alle E-Mails kommen verspätet.', { author, now: now + 1 })
    path = `/incidents/${postId}`
    await site.caughtUp()
  })
  afterAll(async () => {
    await site?.stop()
    await own?.drop()
  })
  const read = async (at: string) => (await fetch(site.url + at, { headers: { cookie } })).text()
  const send = async (at: string, action: string, fields: Fields) => {
    const answer = await sendForm(site.url, at, action, fields, cookie)
    return { status: answer.status, html: await answer.text(), location: answer.headers.get('location') }
  }

  test('a post reads in the language of its page, with its own history of corrections', async () => {
    const html = await read(`/de${path}`)
    expect(html).toContain('Verspätet &lt;script&gt;alert(1)')
    // In an attribute it is a value like any other.
    expect(html.replace(/="[^"]*"/g, '')).not.toContain('<script>alert')
    expect(html).toContain('<p>Alle E-Mails kommen verspätet.</p>')
    expect(html).toContain('<blockquote class="prose"><p>Alle <strong>E-Mails</strong> sind verzögert.</p>')
    expect(html).not.toContain('We are looking into it.')
    expect(html).not.toContain('Nur auf')
    const english = await read(path)
    expect(english).toContain('We are looking into it.')
    expect(english).not.toMatch(/class="former|Only in|E-Mails/)
  })

  test('what is missing in a language is there in the post’s own, says so, and says which it is', async () => {
    const html = await read(`/ja${path}`)
    expect(html).toContain('メールの遅延')
    expect(html).toMatch(/<div class="prose" lang="en" dir="auto"><p>Mail to <strong>all<\/strong>/)
    expect(html.match(/class="quiet small only"[^>]*>英語/g)).toHaveLength(1)
    expect(await read('/ja/')).toMatch(/class="quiet small only"[^>]*>英語/)
  })

  test('the composer asks for each of them, keeps what was typed, and shows each', async () => {
    const form = { kind: 'incident', title: 'Slow', body: 'It is slow.', impact: 'minor', tell: 'email' }
    const typed = { ...form, 'title.de': 'Langsam', 'body.de': 'x'.repeat(20_001), 'title.ja': '遅い' }
    const refused = await send('/admin/posts/new', 'posts.publish', typed)
    expect(refused.status).toBe(422)
    const again = readForm(refused.html)
    expect(again.problems['body.de']).toMatch(/too long/)
    for (const [name, value] of Object.entries({ 'title.de': 'Langsam', 'title.ja': '遅い' }))
      expect(again.named(name)[0]?.value).toBe(value)
    const look = { ...typed, 'body.de': 'Es ist langsam.', look_in: 'de' }
    const shown = await send('/admin/posts/new', 'posts.preview', look)
    expect(shown.html).toMatch(/lang="de"[^>]*>[^<]*\[Acme\] Langsam/)
    const kept = await send('/admin/posts/new', 'posts.keep', look)
    const draft = readForm(await read(kept.location ?? ''))
    expect([draft.named('title.ja')[0]?.value, draft.named('body.de')[0]?.value]).toEqual([
      '遅い',
      look['body.de'],
    ])
  })

  test('a page of one language asks for one', async () => {
    await own.db.updateTable('page').set({ languages: '["en"]' }).execute()
    const html = await read('/admin/posts/new?kind=closure')
    await own.db.updateTable('page').set({ languages: '["en","de","ja"]' }).execute()
    expect(html).not.toContain('In other languages')
    expect(html).not.toContain('name="title.')
  })

  test('wording that could not be sent comes back as it was typed, each fault beside its field', async () => {
    const typed = { kind: 'incident', language: 'de', opening: 'Hallo\n{{ nmae }}', closing: 'Gruß', sms: '' }
    const at = '/admin/wording/incident'
    for (const action of ['wording.keep', 'wording.preview', 'wording.rehearse']) {
      const { status, html } = await send(at, action, typed)
      expect([action, status]).toEqual([action, 422])
      const form = readForm(html)
      expect(form.problems.opening).toContain('Line 2: There is no “nmae” here')
      expect(form.named('opening')[0]?.value).toBe(typed.opening)
      expect(form.named('closing')[0]?.value).toBe('Gruß')
      expect(form.described('opening')).toBe(true)
    }
    const right = { ...typed, opening: 'Hallo {{ name }}!' }
    expect((await send(at, 'wording.preview', right)).html).toContain('Hallo Ana!')
    expect((await send(at, 'wording.keep', right)).status).toBe(303)
    expect(await read('/admin/wording')).toContain('Your words: opening, closing')
  })
})

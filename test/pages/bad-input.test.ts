import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { windowOf } from '#src/posts/closing.ts'
import { publish } from '#src/posts/publish.ts'
import { invite, inviteLetter } from '#src/staff/invite.ts'
import type { Member } from '#src/staff/roles.ts'
import { signInLink } from '#src/staff/sign-in.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { asks, DAY, mailedToken } from '#test/subscribers/world.ts'
import { ENGINES, freshDb, type TestDb } from '#test/support/db.ts'
import { type Fields, readForm, sendForm, signInCookie } from '#test/support/forms.ts'
import { aComponent, anIncident } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const TOO_LONG = 'x'.repeat(20_001)
const STRANGE = 'First “line” <b>&amp;\n\n  second'

describe.each(ENGINES)('bad input on %s', (engine) => {
  let own: TestDb
  let site: Site
  let db: Db
  let owner: Member
  let cookie: string
  const places = { incident: '', closure: '', component: '', invite: '' }
  const at = Date.now()

  beforeAll(async () => {
    own = await freshDb(engine)
    db = own.db
    site = await startSite({
      databaseUrl: own.url,
      env: {
        SMTP_URL: 'smtp://127.0.0.1:1',
        MAIL_FROM: 'news@acme.test',
        TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
        TWILIO_AUTH_TOKEN: 'test-only-token',
        TWILIO_FROM: '+15005550006',
        SMS_COUNTRIES: 'US',
      },
    })
  })
  afterAll(async () => {
    await site?.stop()
    await own?.drop()
  })

  const send = (path: string, action: string, fields: Fields, as = cookie) =>
    sendForm(site.url, path, action, fields, as)

  /** What no refused form may change. */
  async function rows(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const table of ['posts', 'updates', 'announcements', 'components', 'staff', 'links'] as const)
      counts[table] = (await db.selectFrom(table).selectAll().execute()).length
    return counts
  }

  /** The promise to everybody who fills in a form: each wrong field has its sentence, nothing typed is lost. */
  async function isGivenBack(path: string, action: string, fields: Fields, wrong: Record<string, RegExp>) {
    const before = await rows()
    const answer = await send(path, action, fields)
    expect(answer.status).toBe(422)
    const html = await answer.text()
    const form = readForm(html)
    expect(Object.keys(form.problems)).toEqual(Object.keys(wrong))
    for (const [name, sentence] of Object.entries(wrong)) {
      expect(form.problems[name]).toMatch(sentence)
      expect(form.described(name), `something is described by the sentence about ${name}`).toBe(true)
    }
    expect(form.focus).toEqual([Object.keys(wrong)[0]])
    expect(html).toContain('role="alert"')
    for (const [name, values] of Object.entries(fields)) {
      if (/password|current/.test(name)) expect(html).not.toContain(values)
      else for (const value of [values].flat()) holds(form, name, value)
    }
    expect(await rows()).toEqual(before)
  }

  function holds(form: ReturnType<typeof readForm>, name: string, value: string) {
    const found = form.named(name)
    const one = found.find((control) => control.value === value)
    if (found.some((control) => control.tag === 'select')) return
    expect(one?.value, `${name} still says what was typed`).toBe(value)
    if (['radio', 'checkbox'].includes(one?.attributes.type ?? ''))
      expect(one?.attributes, `${name} is still chosen`).toHaveProperty('checked')
  }

  test('the setup: a zone nobody knows, an address that cannot be, a password everybody knows', async () => {
    const setup = await until(() => /(\/admin\/setup\/[\w-]+)/.exec(site.output())?.[1], 'the setup link')
    const fields = {
      token: setup.split('/').at(-1) ?? '',
      page_name: '',
      zone: 'Europe/Atlantis',
      contact_email: 'help at acme',
      contact_phone: 'ring us',
      contact_url: 'acme.test',
      name: 'Ana “the <owner>”',
      email: 'ana@',
      password: 'password1234',
    }
    await isGivenBack(setup, 'staff.setUp', fields, {
      page_name: /name of your organisation/,
      zone: /not known; write it like Europe\/Lisbon/,
      contact_email: /email address/,
      contact_phone: /figures/,
      contact_url: /https:/,
      email: /email address/,
      password: /./,
    })
    const good = {
      ...fields,
      page_name: 'Acme',
      zone: 'Europe/Lisbon',
      contact_email: '',
      contact_phone: '',
      contact_url: '',
      email: 'ana@acme.test',
      password: PASSWORD,
    }
    expect((await send(setup, 'staff.setUp', good)).status).toBe(303)
    expect((await fetch(site.url + setup)).status).toBe(404)
    const again = await send(setup, 'staff.setUp', { ...good, email: 'second@acme.test' })
    expect(again.status).toBe(404)
    expect(await again.text()).toContain('This link is no longer good')
  })

  describe('of staff', () => {
    beforeAll(async () => {
      owner = await aMember(db)
      cookie = await signInCookie(site.url, owner.email, PASSWORD)
      places.component = await aComponent(db, 'Mail')
      const author = { id: owner.id, name: owner.name }
      const incident = await publish(db, anIncident(), { author, now: at, formKey: `i${at}` })
      places.incident = `/admin/posts/${incident.postId}`
      const closure = anIncident({
        kind: 'closure',
        state: 'scheduled',
        impact: null,
        startedAt: null,
        reason: 'holiday',
        window: windowOf('2031-12-24T18:00', '2031-12-26T09:00', 'Europe/Lisbon'),
      })
      const { postId } = await publish(db, closure, { author, now: at, formKey: `c${at}` })
      places.closure = `/admin/posts/${postId}`
      await invite(db, { email: 'carl@acme.test', role: 'editor' }, owner, at)
      const link = await db
        .selectFrom('links')
        .select('id')
        .where('purpose', '=', 'invite')
        .executeTakeFirstOrThrow()
      places.invite = new URL((await inviteLetter(db, link.id, at))?.url ?? '').pathname
    })
    const postAt = (path: string) => path.split('/').at(-1) ?? ''
    const updateOf = async (path: string) =>
      (
        await db
          .selectFrom('updates')
          .select('id')
          .where('post_id', '=', postAt(path))
          .executeTakeFirstOrThrow()
      ).id

    test.each(['publish', 'preview'])('a closure that closes before it opens (%s)', async (verb) => {
      const fields = {
        kind: 'closure',
        form_key: 'aaaaaaaaaaaa',
        title: '',
        body: STRANGE,
        state: 'scheduled',
        reason: 'weather',
        starts: '2031-01-02T10:00',
        ends: '2031-01-02T09:00',
        still_works: 'y'.repeat(2_001),
        tell: ['email', 'sms'],
        components: places.component,
      }
      await isGivenBack('/admin/posts/new', `posts.${verb}`, fields, {
        title: /title/,
        ends: /after it starts/,
        still_works: /2,000/,
      })
      await isGivenBack(
        '/admin/posts/new',
        `posts.${verb}`,
        { ...fields, title: 'Storm', still_works: '', ends: '2031-02-30T09:00', zone: 'Europe/Atlantis' },
        { ends: /does not exist/, zone: /not known/ },
      )
    })

    test('an incident with a text over the limit, a state of another kind, and nobody told', async () => {
      const fields = { kind: 'incident', form_key: 'bbbbbbbbbbbb', title: 'Late', impact: 'major' }
      await isGivenBack(
        '/admin/posts/new',
        'posts.publish',
        { ...fields, state: 'monitoring', body: TOO_LONG, next_update: '2020-01-01T00:00' },
        { body: /20,000 characters at most/, next_update: /to come/ },
      )
      const scheduled = await send('/admin/posts/new', 'posts.publish', {
        ...fields,
        state: 'scheduled',
        body: 'x',
      })
      expect(scheduled.status).toBe(422)
      expect(readForm(await scheduled.text())).toMatchObject({
        problems: { state: expect.stringContaining('cannot begin as “Scheduled”') },
        focus: ['state'],
      })
      await isGivenBack(
        '/admin/posts/new',
        'posts.publish',
        { ...fields, state: 'investigating', body: STRANGE },
        { tell: /at least one way/ },
      )
    })

    test('a release from the future', async () => {
      const fields = {
        kind: 'release',
        form_key: 'cccccccccccc',
        title: 'Dark',
        body: 'x',
        state: 'released',
      }
      await isGivenBack(
        '/admin/posts/new',
        'posts.publish',
        { ...fields, released_on: '2099-01-01', labels: ['added', 'fixed'] },
        { released_on: /still to come/ },
      )
    })

    test('another word: a state that cannot follow, a text over the limit, a window turned round', async () => {
      const { incident, closure } = places
      const fields = { post: postAt(incident), form_key: 'dddddddddddd', tell: 'email' }
      const impossible = await send(incident, 'posts.update', {
        ...fields,
        state: 'completed',
        body: STRANGE,
      })
      expect(impossible.status).toBe(422)
      const form = readForm(await impossible.text())
      expect(form.problems).toEqual({ state: expect.stringMatching(/cannot become “Completed”/) })
      expect(form.focus).toEqual(['state'])
      expect(form.named('body')[0]?.value).toBe(STRANGE)
      await isGivenBack(
        incident,
        'posts.update',
        { ...fields, state: 'identified', impact: 'critical', body: TOO_LONG },
        { body: /20,000/ },
      )
      await isGivenBack(
        closure,
        'posts.update',
        {
          ...fields,
          post: postAt(closure),
          state: 'scheduled',
          body: STRANGE,
          starts: '2031-12-27T18:00',
          ends: '2031-12-26T09:00',
        },
        { ends: /after it starts/ },
      )
      await isGivenBack(
        closure,
        'posts.update',
        {
          ...fields,
          post: postAt(closure),
          state: 'scheduled',
          body: STRANGE,
          starts: '2031-12-25T18:00',
          ends: '2031-12-26T09:00',
          zone: 'Mars/Olympus',
        },
        { zone: /not known/ },
      )
    })

    test('a correction that is empty or over the limit', async () => {
      const update = await updateOf(places.incident)
      const fields = { post: postAt(places.incident), update }
      for (const text of [TOO_LONG, ' \n ']) {
        const before = await rows()
        const answer = await send(places.incident, 'posts.revise', { ...fields, text })
        expect(answer.status).toBe(422)
        const form = readForm(await answer.text())
        expect(form.problems.text).toMatch(text === TOO_LONG ? /20,000/ : /Say what/)
        expect(form.focus).toEqual(['text'])
        expect(form.named('text')[0]?.value).toBe(text)
        expect(await rows()).toEqual(before)
      }
    })

    test('a component: closing before opening, hours that overlap, no name, in use since a day that never was', async () => {
      const fields = {
        name: '',
        description: STRANGE.replaceAll('\n', ' '),
        sort: 'place',
        'hours.1': '18:00-9:00',
        'hours.2': '9-18',
        'hours.3': '9-13, 12-18',
        started_on: '2026-02-30',
      }
      const wrong = {
        name: /./,
        'hours.1': /close after it opens/,
        'hours.3': /overlap/,
        started_on: /date that exists/,
      }
      await isGivenBack('/admin/components/new', 'status.keepComponent', fields, wrong)
      const { component: id } = places
      await isGivenBack(`/admin/components/${id}`, 'status.keepComponent', { ...fields, id }, wrong)
      await isGivenBack('/admin/components', 'status.keepGroup', { name: 'x'.repeat(200) }, { name: /100/ })
    })

    test('settings: a zone nobody knows, an address that cannot be', async () => {
      const fields = {
        name: 'Acme',
        about: STRANGE,
        zone: '+01:00',
        contact_email: 'a@b',
        contact_phone: '',
        contact_url: 'javascript:alert(1)',
        postal_address: 'Rua “Augusta” <1>',
        hold_incident: '11',
        hold_other: '30',
      }
      await isGivenBack('/admin/settings', 'page.keepSettings', fields, {
        zone: /not known/,
        contact_email: /email address/,
        contact_url: /https:/,
        hold_incident: /10 seconds/,
      })
    })

    test('accounts: an invitation to nowhere, a password too short, a wrong one', async () => {
      await isGivenBack(
        '/admin/staff',
        'staff.invite',
        { email: 'carl at acme', role: 'viewer' },
        { email: /email address/ },
      )
      const token = places.invite.split('/').at(-1) ?? ''
      await isGivenBack(
        places.invite,
        'staff.acceptInvite',
        { token, name: '', password: 'short' },
        { name: /your name/, password: /12/ },
      )
      const fields = { current: 'not this one at all', password: 'fewwords' }
      const wrong = { current: /present password/, password: /12/ }
      await isGivenBack('/admin/staff/me', 'staff.changePassword', fields, wrong)
    })

    test('a session lost in the middle of writing: whatever the form, sign in and go on', async () => {
      const update = await updateOf(places.incident)
      const post = postAt(places.incident)
      const id = places.component
      const forms: [path: string, action: string, fields: Fields, field: string][] = [
        [
          places.incident,
          'posts.update',
          { post, form_key: 'eeeeeeeeeeee', state: 'identified', body: STRANGE, tell: ['email', 'sms'] },
          'body',
        ],
        [places.incident, 'posts.previewUpdate', { post, state: 'identified', body: STRANGE }, 'body'],
        [places.incident, 'posts.revise', { post, update, text: STRANGE }, 'text'],
        ['/admin/posts/new', 'posts.publish', { kind: 'release', title: 'T', body: STRANGE }, 'body'],
        [
          `/admin/components/${id}`,
          'status.keepComponent',
          { id, name: 'Post', description: 'A “b” <c>', sort: 'place', 'hours.1': '9-18' },
          'description',
        ],
        ['/admin/components/new', 'status.keepComponent', { name: 'Fax', description: '“b”' }, 'description'],
        ['/admin/settings', 'page.keepSettings', { name: 'Acme', about: STRANGE }, 'about'],
      ]
      for (const [path, action, fields, field] of forms) {
        const before = await rows()
        const lost = await send(path, action, fields, '')
        expect([action, lost.status]).toEqual([action, 401])
        const carried = readForm(await lost.text()).controls.filter((one) => one.tag === 'input')
        const body: Record<string, string[]> = {}
        for (const { attributes, value } of carried)
          if (attributes.type === 'hidden') {
            body[attributes.name ?? ''] ??= []
            body[attributes.name ?? '']?.push(value)
          }
        expect(body).toEqual(
          Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value].flat()])),
        )
        const signedIn = await send(
          path,
          'staff.signIn',
          { ...body, email: owner.email, password: PASSWORD },
          '',
        )
        expect([action, signedIn.status]).toEqual([action, 200])
        expect(signedIn.headers.getSetCookie()).toHaveLength(1)
        const html = await signedIn.text()
        expect(html).toContain('You are signed in again.')
        expect(readForm(html).named(field)[0]?.value).toBe(fields[field])
        expect(html).not.toContain(PASSWORD)
        expect(await rows()).toEqual(before)
      }
    })
  })

  test('subscribing: an address that cannot be, a number that is none, one of a country that is not served', async () => {
    const fields = { kinds: ['incident', 'closure'], scope: 'all', seal: sealForm(Date.now() - 5_000) }
    await isGivenBack(
      '/subscribe',
      'subscribers.subscribe',
      { ...fields, email: 'ana "at" <example>', phone: '+351 912 345 678' },
      { email: /one @/, phone: /United States only/ },
    )
    await isGivenBack(
      '/subscribe',
      'subscribers.subscribe',
      { ...fields, email: '', phone: '12' },
      { phone: /./ },
    )
  })

  describe('links that are used, too old, or not ours', () => {
    test('to confirm a subscription', async () => {
      await asks(db, 'rita@example.com', { now: Date.now() })
      const used = `/subscriptions/confirm/${await mailedToken(db, 'rita@example.com')}`
      const token = used.split('/').at(-1) ?? ''
      expect((await send(used, 'subscribers.confirm', { token })).status).toBe(303)
      await asks(db, 'late@example.com', { now: Date.now() - 8 * DAY })
      const late = `/subscriptions/confirm/${await mailedToken(db, 'late@example.com')}`
      for (const path of [used, late, `${used.slice(0, -2)}xx`]) await isVoid(path, 'subscribers.confirm')
    })

    test('to join and to sign in', async () => {
      const token = places.invite.split('/').at(-1) ?? ''
      const joined = await send(places.invite, 'staff.acceptInvite', {
        token,
        name: 'Carl',
        password: PASSWORD,
      })
      expect(joined.status).toBe(303)
      const signIn = new URL(await signInLink(db, owner.id, Date.now())).pathname
      const once = await send(signIn, 'staff.signInByLink', { token: signIn.split('/').at(-1) ?? '' }, '')
      expect(once.status).toBe(303)
      const old = new URL(await signInLink(db, owner.id, Date.now() - 3_600_000)).pathname
      await isVoid(places.invite, 'staff.acceptInvite', { name: 'Carl', password: PASSWORD })
      for (const path of [signIn, old, `${signIn.slice(0, -2)}xx`]) await isVoid(path, 'staff.signInByLink')
    })

    /** Looking and pressing both say, with 404, that the link opens nothing any more. */
    async function isVoid(path: string, action: string, more: Fields = {}) {
      const looked = await fetch(site.url + path, { headers: { accept: 'text/html' } })
      const pressed = await send(path, action, { token: path.split('/').at(-1) ?? '', ...more }, '')
      for (const answer of [looked, pressed]) {
        expect([path, answer.status]).toEqual([path, 404])
        expect(answer.headers.getSetCookie()).toEqual([])
        expect(await answer.text()).toMatch(/<h1[^>]*>[^<]*no longer[^<]*<\/h1>/)
      }
    }
  })
})

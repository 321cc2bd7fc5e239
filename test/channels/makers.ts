import type { Content, Notice, NoticeUpdate, Recipient, Sender } from '#src/channels/channel.ts'
import { NOON } from '#test/support/makers.ts'

type Post = Extract<Content, { about: 'post' }>

export const ACME: Sender = {
  pageName: 'Acme',
  accent: null,
  wording: {},
  publicUrl: 'https://status.example.test',
  timeZone: 'Europe/Lisbon',
  contact: { email: 'help@acme.test', phone: null, url: null },
  postalAddress: 'Acme Lda, Rua Augusta 1, 1100-048 Lisboa',
}

export function aReader(changes: Partial<Recipient> = {}): Recipient {
  return {
    address: 'ana@example.com',
    name: null,
    language: 'en',
    timeZone: null,
    unsubscribeUrl: 'https://status.example.test/u/7-1-abcdefghijklmnopqrstuv',
    preferencesUrl: 'https://status.example.test/subscriptions/7-1-abcdefghijklmnopqrstuv',
    stopHint: false,
    ...changes,
  }
}

export function aWord(changes: Partial<NoticeUpdate> = {}): NoticeUpdate {
  return {
    state: 'investigating',
    stateLabel: 'Investigating',
    html: '<p>Mail to <strong>all</strong> customers is delayed. We are looking into it.</p>',
    text: 'Mail to all customers is delayed. We are looking into it.',
    authorName: 'Ana Reis',
    at: NOON,
    language: 'en',
    ...changes,
  }
}

export function anIncidentContent(
  post: Partial<Post['post']> = {},
  rest: Partial<Omit<Post, 'post'>> = {},
): Post {
  return {
    about: 'post',
    occasion: 'update',
    post: {
      id: 'abc123def456',
      kind: 'incident',
      kindLabel: 'Incident',
      title: 'Email arrives late',
      language: 'en',
      state: 'investigating',
      stateLabel: 'Investigating',
      impact: 'minor',
      url: 'https://status.example.test/incidents/abc123def456',
      startedAt: NOON - 600_000,
      resolvedAt: null,
      nextUpdateBy: null,
      startsAt: null,
      endsAt: null,
      timeZone: null,
      movedFrom: null,
      stillWorks: null,
      labels: [],
      ...post,
    },
    components: [{ name: 'Mail', status: 'partial_outage', statusLabel: 'Partial outage' }],
    updates: [aWord()],
    calendar: null,
    ...rest,
  }
}

export function aNotice(changes: Partial<Notice> = {}): Notice {
  return {
    key: '12.34',
    token: 'T0kenT0kenT0kenT0kenT0',
    sender: ACME,
    content: anIncidentContent(),
    to: aReader(),
    at: NOON,
    ...changes,
  }
}

export const MAIL_SETTINGS = {
  from: 'updates@status.example.test',
  accountFrom: 'account@status.example.test',
  domain: 'status.example.test',
  bounceDomain: null as string | null,
}

const HOUR = 3_600_000

/** The mails that people look at: one of each sort. */
export function showcase(): Record<string, Notice> {
  const earlier = [
    aWord({
      state: 'identified',
      stateLabel: 'Identified',
      at: NOON - 20 * 60_000,
      html: '<p>The queue of one of our two mail relays is full. Mail is kept, nothing is lost; it leaves slowly.</p>',
      text: 'The queue of one of our two mail relays is full. Mail is kept, nothing is lost; it leaves slowly.',
    }),
    aWord({ at: NOON - 50 * 60_000 }),
  ]
  const closure = {
    kind: 'closure' as const,
    kindLabel: 'Closure',
    impact: null,
    startedAt: null,
    url: 'https://status.example.test/closures/xyz789xyz789',
  }
  return {
    critical: aNotice({
      to: aReader({ name: 'Maria', timeZone: 'Europe/Berlin' }),
      content: anIncidentContent(
        { title: 'The web shop cannot be reached', impact: 'critical', nextUpdateBy: NOON + HOUR / 2 },
        {
          components: [
            { name: 'Web shop', status: 'major_outage', statusLabel: 'Major outage' },
            { name: 'Payments', status: 'degraded_performance', statusLabel: 'Degraded performance' },
          ],
          updates: [
            aWord({
              html: '<p>Since ten to twelve nobody can open the shop. <strong>Orders that you have placed are safe.</strong></p>\n<p>The fault lies with our database after this morning’s change. We are taking that change back now; it needs about twenty minutes.</p>\n<ul>\n<li>The phone line is open and can take orders.</li>\n<li>Nothing has to be done on your side.</li>\n</ul>',
              text: 'Since ten to twelve nobody can open the shop. Orders that you have placed are safe.\n\nThe fault lies with our database after this morning’s change. We are taking that change back now; it needs about twenty minutes.\n\n- The phone line is open and can take orders.\n- Nothing has to be done on your side.',
            }),
          ],
        },
      ),
    }),
    resolved: aNotice({
      to: aReader({ name: 'Maria' }),
      content: anIncidentContent(
        {
          state: 'resolved',
          stateLabel: 'Resolved',
          startedAt: NOON - HOUR,
          resolvedAt: NOON,
        },
        {
          components: [{ name: 'Mail', status: 'operational', statusLabel: 'Operational' }],
          updates: [
            aWord({
              state: 'resolved',
              stateLabel: 'Resolved',
              html: '<p>All mail that waited has left, the last at five to twelve. Thank you for your patience; on Tuesday we publish what we learned.</p>',
              text: 'All mail that waited has left, the last at five to twelve. Thank you for your patience; on Tuesday we publish what we learned.',
            }),
            ...earlier,
          ],
        },
      ),
    }),
    reminder: aNotice({
      content: anIncidentContent(
        {
          ...closure,
          title: 'Lisbon shop closed for the holidays',
          state: 'scheduled',
          stateLabel: 'Scheduled',
          startsAt: NOON + 24 * HOUR,
          endsAt: NOON + 96 * HOUR,
          timeZone: 'Europe/Lisbon',
          stillWorks:
            'The web shop takes orders; they leave on Friday.\nPhone: Monday and Tuesday, 10:00 to 14:00.',
        },
        {
          occasion: 'reminder',
          components: [{ name: 'Lisbon shop', status: 'operational', statusLabel: 'Operational' }],
          updates: [
            aWord({
              state: 'scheduled',
              stateLabel: 'Scheduled',
              at: NOON - 240 * HOUR,
              html: '<p>Our shop in Rua Augusta stays closed over the holidays. We wish you a quiet time and see you on Friday.</p>',
              text: 'Our shop in Rua Augusta stays closed over the holidays. We wish you a quiet time and see you on Friday.',
            }),
          ],
        },
      ),
    }),
    release: aNotice({
      to: aReader({ name: 'João' }),
      content: anIncidentContent(
        {
          kind: 'release',
          kindLabel: 'Release',
          title: 'Invoices by mail, as you asked',
          state: 'released',
          stateLabel: 'Released',
          impact: null,
          startedAt: null,
          url: 'https://status.example.test/releases/rel456rel456',
          labels: ['added', 'improved'],
        },
        {
          components: [],
          updates: [
            aWord({
              state: 'released',
              stateLabel: 'Released',
              html: '<p>From today every invoice can come to you by mail, on the day it is made. Switch it on under <em>Settings → Invoices</em>.</p>\n<h3>Also new</h3>\n<ul>\n<li>The list of invoices loads <a href="https://acme.test/faster" rel="noopener">three times as fast</a>.</li>\n<li>Exports carry the tax number: <code>vat_id</code>.</li>\n</ul>\n<blockquote>\n<p>“I type these off by hand every month.” You told us so in March; thank you.</p>\n</blockquote>',
              text: 'From today every invoice can come to you by mail, on the day it is made. Switch it on under Settings → Invoices.',
            }),
          ],
        },
      ),
    }),
    confirm: aNotice({
      to: aReader({ unsubscribeUrl: null, preferencesUrl: null }),
      content: {
        about: 'confirm',
        url: 'https://status.example.test/subscriptions/confirm/7-abcdefghijklmnopqrstuv',
        kinds: ['incident', 'closure'],
        components: ['Web shop', 'Payments'],
        post: null,
      },
    }),
    invite: aNotice({
      to: aReader({ address: 'tom@acme.test', name: 'Tom', unsubscribeUrl: null, preferencesUrl: null }),
      content: {
        about: 'invite',
        url: 'https://status.example.test/admin/invite/abcdefghijklmnopqrstuv',
        invitedBy: 'Ana Reis',
        role: 'editor',
        hours: 72,
      },
    }),
    alert: aNotice({
      to: aReader({ address: 'ana@acme.test', name: 'Ana Reis', unsubscribeUrl: null, preferencesUrl: null }),
      content: {
        about: 'alert',
        title: 'Sending has stopped',
        said: [
          {
            text: 'Text messages stopped: our account or sender is refused. They said: 20003 Authentication Error - invalid username',
            since: NOON - 300_000,
          },
        ],
        meaning:
          '1,214 people wait. Whoever waits is told when it goes on; nobody is missed and nobody is told twice.',
        url: 'https://status.example.test/admin#alerts',
      },
    }),
  }
}

/** Names of the headers of raw bytes, folded lines joined, sorted. */
export function headerNames(raw: Buffer): string[] {
  const head = raw.toString('latin1').split('\r\n\r\n')[0] ?? ''
  return head
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
    .sort()
}

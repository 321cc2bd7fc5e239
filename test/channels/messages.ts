import type { Content, Notice, NoticeUpdate, PostContent } from '#src/channels/channel.ts'
import type { State } from '#src/posts/kinds.ts'
import { EXAMPLES } from '#src/wording/example-texts.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'
import { NOON } from '#test/support/makers.ts'
import { ACME, aNotice, aReader } from './makers.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NAMES: Record<Language, string> = {
  en: 'Maria',
  de: 'Frau Müller',
  fr: 'Zoé Lefèvre',
  es: 'Íñigo Peña',
  pt: 'João Conceição',
  ja: '田中 花子',
  ar: 'مريم حسن',
}
const SITE = ACME.publicUrl

type Kind = PostContent['post']['kind']
type Change = Partial<PostContent['post']> & { before?: State; occasion?: 'reminder'; components?: boolean }

/** Every message that there is, in one language: of each kind every moment, digests, and what concerns an address. */
export function messagesIn(language: Language): Record<string, Notice> {
  const incident = (state: State, change: Change = {}) => postOf(language, 'incident', state, change)
  const closure = (state: State, change: Change = {}) => postOf(language, 'closure', state, change)
  const release = (state: State, change: Change = {}) => postOf(language, 'release', state, change)
  const over = { resolvedAt: NOON, nextUpdateBy: null, before: 'monitoring' as const }
  const coming = closure('scheduled')
  const contents: Record<string, Content> = {
    'incident-new': incident('investigating'),
    'incident-again': incident('investigating', { before: 'resolved', impact: 'major' }),
    'incident-identified': incident('identified', { before: 'investigating', impact: 'critical' }),
    'incident-monitoring': incident('monitoring', { before: 'identified' }),
    'incident-resolved': incident('resolved', over),
    'incident-postmortem': incident('postmortem', { ...over, resolvedAt: null, before: 'resolved' }),
    'closure-coming': coming,
    'closure-moved': closure('scheduled', {
      before: 'scheduled',
      movedFrom: { startsAt: NOON + DAY, endsAt: NOON + DAY + 2 * HOUR },
    }),
    'closure-reminder': closure('scheduled', { occasion: 'reminder' }),
    'closure-starting': closure('in_progress', {
      before: 'scheduled',
      startsAt: NOON,
      endsAt: NOON + 3 * HOUR,
    }),
    'closure-verifying': closure('verifying', { before: 'in_progress', startsAt: NOON - HOUR, endsAt: NOON }),
    'closure-over': closure('completed', { before: 'in_progress', startsAt: NOON - HOUR, endsAt: NOON }),
    'closure-cancelled': closure('cancelled', { before: 'scheduled' }),
    'release-planned': release('planned'),
    'release-early': release('early_access', { before: 'planned' }),
    release: release('released'),
    'release-withdrawn': release('withdrawn', { before: 'released' }),
    foreign: postOf(language === 'en' ? 'de' : 'en', 'incident', 'identified', { before: 'investigating' }),
    digest: digestOf('daily', NOON - DAY, [incident('resolved', over), coming]),
    'digest-weekly': digestOf('weekly', NOON - 6 * DAY, [
      incident('identified'),
      coming,
      release('released'),
    ]),
    'digest-pause': digestOf('pause', NOON - 20 * DAY, [release('released')]),
    confirm: {
      about: 'confirm',
      url: `${SITE}/subscriptions/confirm/7-abcdefghijklmnopqrstuv`,
      kinds: ['incident', 'closure'],
      components: ['Web shop', 'Payments'],
      post: null,
    },
    'confirm-post': {
      about: 'confirm',
      url: `${SITE}/subscriptions/confirm/7-abcdefghijklmnopqrstuv`,
      kinds: [],
      components: 'all',
      post: EXAMPLES[language].incident[0],
    },
    code: { about: 'code', code: '012345', minutes: 10 },
    move: {
      about: 'move',
      url: `${SITE}/subscriptions/move/7-abcdefghijklmnopqrstuv`,
      from: 'a•••@example.com',
    },
    link: { about: 'link', url: `${SITE}/subscriptions/7-1-abcdefghijklmnopqrstuv` },
    'goodbye-moved': {
      about: 'goodbye',
      reason: 'moved',
      url: `${SITE}/subscriptions/undo/7-abcdefghijklmnopqrstuv`,
    },
    'goodbye-removed': { about: 'goodbye', reason: 'removed', url: null },
    invite: {
      about: 'invite',
      url: `${SITE}/admin/invite/abcdefghijklmnopqrstuv`,
      invitedBy: 'Ana Reis',
      role: 'editor',
      hours: 72,
    },
    alert: {
      about: 'alert',
      title: 'Sending has stopped',
      said: [{ text: 'Text messages stopped: our account or sender is refused.', since: NOON - HOUR }],
      meaning: '1,214 people wait. Whoever waits is told when it goes on.',
      url: `${SITE}/admin#alerts`,
    },
  }
  return Object.fromEntries(
    Object.entries(contents).map(([name, content], nth) => [name, noticeOf(content, language, nth)]),
  )
}

function noticeOf(content: Content, language: Language, nth: number): Notice {
  const subscribed = content.about === 'post' || content.about === 'digest'
  const none = subscribed ? {} : { unsubscribeUrl: null, preferencesUrl: null }
  // Readers in their own zone and in the page's, with a name and without.
  const zone = nth % 2 ? { timeZone: language === 'ja' ? 'Asia/Tokyo' : 'Europe/Berlin' } : {}
  const name = nth % 3 === 2 ? null : NAMES[language]
  return aNotice({ content, to: aReader({ language, name, stopHint: nth % 2 === 0, ...zone, ...none }) })
}

function digestOf(rhythm: 'daily' | 'weekly' | 'pause', since: number, posts: PostContent[]): Content {
  return { about: 'digest', rhythm, since, posts }
}

function postOf(language: Language, kind: Kind, state: State, change: Change): PostContent {
  const { before, occasion = 'update', ...post } = change
  const words = labelsIn(language)
  const [title, text] = EXAMPLES[language][kind]
  const said = (of: State, at: number): NoticeUpdate => ({
    state: of,
    stateLabel: words.state[of],
    html: `<p>${text}</p>`,
    text,
    authorName: 'Ana Reis',
    at,
    language,
  })
  const isClosure = kind === 'closure'
  return {
    about: 'post',
    occasion,
    post: {
      id: 'abc123def456',
      kind,
      kindLabel: words.kind[kind],
      title,
      language,
      state,
      stateLabel: words.state[state],
      impact: kind === 'incident' ? 'minor' : null,
      url: `${SITE}/${kind}s/abc123def456`,
      startedAt: kind === 'incident' ? NOON - 3 * HOUR - 1_200_000 : null,
      resolvedAt: null,
      nextUpdateBy: kind === 'incident' && state !== 'postmortem' ? NOON + HOUR : null,
      startsAt: isClosure ? NOON + 2 * DAY : null,
      endsAt: isClosure ? NOON + 2 * DAY + 3 * HOUR : null,
      timeZone: isClosure ? 'Europe/Lisbon' : null,
      movedFrom: null,
      stillWorks: isClosure ? text : null,
      labels: kind === 'release' ? ['added', 'improved'] : [],
      ...post,
    },
    components: [
      { name: 'Web shop', status: 'partial_outage', statusLabel: words.status.partial_outage },
      { name: 'Payments', status: 'operational', statusLabel: words.status.operational },
    ],
    updates: before ? [said(state, NOON), said(before, NOON - HOUR)] : [said(state, NOON)],
    calendar: isClosure && (state === 'scheduled' || state === 'cancelled') ? ICS : null,
  }
}

const ICS = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Candor//Closures//EN',
  'METHOD:PUBLISH',
  'BEGIN:VEVENT',
  'UID:closure-abc123def456@status.example.test',
  'DTSTAMP:20261122T120000Z',
  'SEQUENCE:0',
  'DTSTART:20261124T120000Z',
  'DTEND:20261124T150000Z',
  'SUMMARY:.Störung – 故障',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

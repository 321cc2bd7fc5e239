import type { Insertable } from 'kysely'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import type { SubscriberTable } from '#db/schema.ts'
import type { Carrier, Channel } from '#src/channels/channel.ts'
import { openCarriers } from '#src/channels/open.ts'
import { config, readConfig } from '#src/config.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { releaseHeld } from '#src/deliveries/release.ts'
import { mac } from '#src/keys.ts'
import type { Draft } from '#src/posts/draft.ts'
import type { Impact, State } from '#src/posts/kinds.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import { smsWordsIn } from '#src/words/sms/index.ts'
import { onBothEngines } from '#test/support/db.ts'
import { type MailCatcher, startMailCatcher } from '#test/support/mail-catcher.ts'
import { aComponent, anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { startTwilioStandIn, TWILIO_TEST_ENV, type TwilioStandIn } from '#test/support/twilio-stand-in.ts'

const HOUR = 3_600_000
/** `12:05`, or `+1 08:00` on a later day, by Greenwich; noon is a Sunday's. */
function at(clock: string): number {
  const [, days = '0', time = ''] = /^(?:\+(\d) )?(\d\d:\d\d)$/.exec(clock) ?? []
  return Date.parse(`2026-11-22T${time}:00Z`) + Number(days) * 24 * HOUR
}

// What is said, each with the mark by which it is known again.
const SAID: {
  mark: string
  at: string
  about: string
  state: State
  changes?: Partial<Draft>
  impact?: Impact
}[] = [
  { mark: 'A1', at: '12:00', about: 'mail', state: 'investigating', changes: { impact: 'minor' } },
  { mark: 'B1', at: '12:05', about: 'shop', state: 'investigating', changes: { impact: 'major' } },
  { mark: 'C1', at: '12:10', about: 'shop', state: 'scheduled', changes: { kind: 'closure', impact: null } },
  { mark: 'D1', at: '12:15', about: '', state: 'released', changes: { kind: 'release', impact: null } },
  { mark: 'A2', at: '13:00', about: 'mail', state: 'resolved' },
  { mark: 'E1', at: '23:00', about: 'mail', state: 'investigating', changes: { impact: 'critical' } },
  { mark: 'E2', at: '23:30', about: 'mail', state: 'resolved' },
]
const LOOKS = ['18:00', '22:00', '+1 06:00', '+1 07:00', '+1 08:00', '+3 08:00']

interface Case {
  who: string
  row?: Partial<Insertable<SubscriberTable>>
  only?: 'mail' | 'shop'
  wish?: 'follow' | 'mute'
  hears: string
}

const NONE = { wants_incident: 0, wants_closure: 0, wants_release: 0 }
const QUIET = { quiet_from: 1320, quiet_until: 420, time_zone: 'UTC' }
const DAILY = { rhythm: 'daily', digest_minute: 480, time_zone: 'UTC' }
const WEEKLY = { ...DAILY, rhythm: 'weekly', digest_day: 3 }
const TEXT = { channel: 'sms', country: 'US' }
const ALL = '12:00 A1, 12:05 B1, 12:10 C1, 12:15 D1, 13:00 A2, 23:00 E1, 23:30 E2'
const DIGEST = 'E2 A2 D1 C1 B1'

const CASES: Case[] = [
  { who: 'English', hears: ALL },
  { who: 'German', row: { language: 'de' }, hears: ALL },
  { who: 'French', row: { language: 'fr' }, hears: ALL },
  { who: 'Spanish', row: { language: 'es' }, hears: ALL },
  { who: 'Portuguese', row: { language: 'pt' }, hears: ALL },
  { who: 'Japanese', row: { language: 'ja' }, hears: ALL },
  { who: 'Arabic', row: { language: 'ar' }, hears: ALL },
  {
    who: 'incidents',
    row: { ...NONE, wants_incident: 1 },
    hears: '12:00 A1, 12:05 B1, 13:00 A2, 23:00 E1, 23:30 E2',
  },
  { who: 'closures, German', row: { ...NONE, wants_closure: 1, language: 'de' }, hears: '12:10 C1' },
  { who: 'releases', row: { ...NONE, wants_release: 1 }, hears: '12:15 D1' },
  { who: 'mail', only: 'mail', hears: '12:00 A1, 12:15 D1, 13:00 A2, 23:00 E1, 23:30 E2' },
  { who: 'shop, French', only: 'shop', row: { language: 'fr' }, hears: '12:05 B1, 12:10 C1, 12:15 D1' },
  {
    who: 'incidents of mail',
    only: 'mail',
    row: { ...NONE, wants_incident: 1 },
    hears: '12:00 A1, 13:00 A2, 23:00 E1, 23:30 E2',
  },
  { who: 'closures of mail', only: 'mail', row: { ...NONE, wants_closure: 1 }, hears: '' },
  { who: 'from minor on', row: { least_impact: 'minor' }, hears: ALL },
  {
    who: 'from major on',
    row: { least_impact: 'major' },
    hears: '12:05 B1, 12:10 C1, 12:15 D1, 23:00 E1, 23:30 E2',
  },
  {
    who: 'critical',
    row: { least_impact: 'critical', language: 'pt' },
    hears: '12:10 C1, 12:15 D1, 23:00 E1, 23:30 E2',
  },
  {
    who: 'critical ones of shop',
    only: 'shop',
    row: { ...NONE, wants_incident: 1, least_impact: 'critical' },
    hears: '',
  },
  { who: 'quiet', row: QUIET, hears: '12:00 A1, 12:05 B1, 12:10 C1, 12:15 D1, 13:00 A2, +1 07:00 E2' },
  { who: 'quiet but for the worst', row: { ...QUIET, breaks_through: 1 }, hears: ALL },
  {
    who: 'quiet in Tokyo',
    row: { ...QUIET, time_zone: 'Asia/Tokyo', language: 'ja' },
    hears: '12:00 A1, 12:05 B1, 12:10 C1, 12:15 D1, 22:00 A2, 23:00 E1, 23:30 E2',
  },
  { who: 'daily', row: DAILY, hears: `+1 08:00 daily ${DIGEST}` },
  {
    who: 'daily but for the worst',
    row: { ...DAILY, breaks_through: 1 },
    hears: '23:00 E1, 23:30 E2, +1 08:00 daily A2 D1 C1 B1',
  },
  { who: 'weekly, Spanish', row: { ...WEEKLY, language: 'es' }, hears: `+3 08:00 weekly ${DIGEST}` },
  {
    who: 'daily, incidents from major on',
    row: { ...DAILY, ...NONE, wants_incident: 1, least_impact: 'major' },
    hears: '+1 08:00 daily E2 B1',
  },
  {
    who: 'daily in Berlin',
    row: { ...DAILY, time_zone: 'Europe/Berlin', language: 'de' },
    hears: `+1 07:00 daily ${DIGEST}`,
  },
  {
    who: 'resting',
    row: { paused_until: at('+1 06:00'), language: 'fr' },
    hears: `+1 06:00 pause ${DIGEST}`,
  },
  { who: 'back from a rest', row: { paused_until: at('12:00') }, hears: ALL },
  {
    who: 'daily, shop, Arabic',
    only: 'shop',
    row: { ...DAILY, language: 'ar' },
    hears: '+1 08:00 daily D1 C1 B1',
  },
  {
    who: 'daily at an hour that is quiet',
    row: { ...DAILY, ...QUIET, digest_minute: 360 },
    hears: `+1 07:00 daily ${DIGEST}`,
  },
  { who: 'text', row: TEXT, hears: '12:00 A1, 12:05 B1, 12:10 C1, 13:00 A2, 18:00 D1, 23:00 E1, 23:30 E2' },
  { who: 'text in Berlin', row: { ...TEXT, time_zone: 'Europe/Berlin', language: 'de' }, hears: ALL },
  {
    who: 'text, incidents, French',
    row: { ...TEXT, ...NONE, wants_incident: 1, language: 'fr' },
    hears: '12:00 A1, 12:05 B1, 13:00 A2, 23:00 E1, 23:30 E2',
  },
  {
    who: 'text, critical',
    row: { ...TEXT, least_impact: 'critical', language: 'es' },
    hears: '12:10 C1, 18:00 D1, 23:00 E1, 23:30 E2',
  },
  {
    who: 'text, quiet',
    row: { ...TEXT, ...QUIET },
    hears: '12:00 A1, 12:05 B1, 12:10 C1, 12:15 D1, 13:00 A2, +1 07:00 E2',
  },
  {
    who: 'text, quiet but for the worst',
    row: { ...TEXT, ...QUIET, breaks_through: 1, language: 'pt' },
    hears: ALL,
  },
  { who: 'text, resting', row: { ...TEXT, paused_until: at('+1 06:00') }, hears: '' },
  {
    who: 'text, releases, at night in Tokyo',
    row: { ...TEXT, ...NONE, wants_release: 1, time_zone: 'Asia/Tokyo', language: 'ja' },
    hears: '23:00 D1',
  },
  { who: 'following A', wish: 'follow', row: { ...NONE, language: 'de' }, hears: '13:00 A2' },
  {
    who: 'muting A',
    wish: 'mute',
    row: { ...NONE, wants_incident: 1 },
    hears: '12:00 A1, 12:05 B1, 23:00 E1, 23:30 E2',
  },
]

let relay: MailCatcher
let twilio: TwilioStandIn
let carriers: Map<Channel, Carrier>

beforeAll(async () => {
  relay = await startMailCatcher()
  twilio = await startTwilioStandIn()
  const env = {
    SMTP_URL: relay.url,
    MAIL_FROM: 'news@acme.test',
    ...TWILIO_TEST_ENV,
    TWILIO_API_URL: twilio.url,
  }
  const settings = readConfig({ ...process.env, PUBLIC_URL: config().publicUrl, ...env })
  carriers = await openCarriers(settings, mac)
})

afterAll(async () => {
  for (const carrier of carriers.values()) await carrier.close()
  await Promise.all([relay?.stop(), twilio?.stop()])
})

/** Forty readers, each with wishes of their own. Returns their ids by who they are. */
async function readers(db: Db, components: Record<string, string>): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (const [index, { who, row, only }] of CASES.entries()) {
    const address = row?.channel === 'sms' ? `+141555501${index}` : `reader${index}@example.com`
    const componentIds = only ? [components[only] ?? ''] : undefined
    ids.set(who, await aSubscriber(db, { address, ...row, ...(componentIds ? { componentIds } : {}) }))
  }
  return ids
}

async function tell(db: Db, now: number): Promise<void> {
  while (await fanOut(db, now)) {}
  while (await releaseHeld(db, now)) {}
  // A carrier closes with its deliverer: here both go on.
  for (const carrier of carriers.values())
    await deliverer({ db, carrier, owner: 'us', now: () => now, random: () => 0 }).work()
}

const squeezed = (text: string) => text.replaceAll(/\s+/g, ' ')
/** Whether all of these stand in a text; what is missing, otherwise. */
const lacks = (text: string, words: string[]) =>
  words.filter((word) => !squeezed(text).includes(squeezed(word)))

/** What arrived by mail: the marks of what it tells, and that it speaks the language of its reader throughout. */
async function mailSays(raw: Buffer, language: Language): Promise<string> {
  const { text = '', subject = '', headers } = await simpleParser(raw)
  const words = mailWordsIn(language)
  const marks = [...new Set([...text.matchAll(/Mark ([A-E]\d)/g)].map(([, mark]) => mark ?? ''))]
  const rhythm = (['daily', 'weekly', 'pause'] as const).find(
    (one) => !lacks(text, [words.digest.lead[one]]).length,
  )
  const posts = rhythm ? newestOfEach(marks) : marks.slice(0, 1)
  const states = posts.map((mark) => labelsIn(language).state[stateOf(mark)])
  const missing = lacks(text, [words.hello(null), words.links.stop, ...states])
  const missed = missing.length ? ` without ${missing.join(' | ')}` : ''
  const spoken = headers.get('content-language') ?? language
  return `${rhythm ? `${rhythm} ` : ''}${posts.join(' ')}${spoken === language ? missed : ` in ${spoken}`}${subject.includes('Acme') || !rhythm ? '' : ' for nobody'}`
}

const newestOfEach = (marks: string[]) =>
  marks.filter((mark, i) => marks.findIndex((other) => other[0] === mark[0]) === i)
const stateOf = (mark: string) => SAID.find((one) => one.mark === mark)?.state ?? 'investigating'

function textSays(body: string, language: Language): string {
  const post = /Post ([A-E])/.exec(body)?.[1] ?? '?'
  const words = smsWordsIn(language)
  // A window is said by when it begins.
  const [begins = ''] = words.from('|').split('|')
  const isSaid = (state: State) => body.includes(state === 'scheduled' ? begins : words.state[state])
  const said = SAID.find(({ mark, state }) => mark.startsWith(post) && isSaid(state))
  return said?.mark ?? `${post} in another language: ${body}`
}

onBothEngines('forty readers', (open) => {
  test('hear exactly what each wants to hear, in their words and hours, by mail and by text', async () => {
    const { db } = await open()
    relay.clear()
    twilio.clear()
    await aPage(db, { time_zone: 'UTC' })
    const components = { mail: await aComponent(db, 'Mail'), shop: await aComponent(db, 'Shop') }
    const ids = await readers(db, components)
    const author = await anAuthor(db)
    const posts = new Map<string, string>()
    const heard = new Map(CASES.map(({ who }) => [who, [] as string[]]))
    const mails = new Map(CASES.map(({ who }, i) => [`reader${i}@example.com`, who]))
    const numbers = new Map(CASES.map(({ who }, i) => [`+141555501${i}`, who]))
    const languageOf = (who: string) =>
      (CASES.find((one) => one.who === who)?.row?.language ?? 'en') as Language
    let read = { mails: 0, texts: 0 }

    const say = async (one: (typeof SAID)[number]) => {
      const post = one.mark[0] ?? ''
      const body = `Mark ${one.mark}, said by us.`
      const by = { author, now: at(one.at), formKey: one.mark }
      const channels: Channel[] = ['email', 'sms']
      const postId = posts.get(post)
      const more = { state: one.state, body, statuses: {}, nextUpdateBy: null, channels }
      if (postId) await update(db, postId, more, by)
      else {
        const componentIds = one.about ? [components[one.about as 'mail']] : []
        const draft = anIncident({
          title: `Post ${post}`,
          ...more,
          componentIds,
          startedAt: null,
          ...windowOf(one),
          ...one.changes,
        })
        posts.set(post, (await publish(db, draft, by)).postId)
      }
    }
    const listen = async (clock: string) => {
      const [newMails, newTexts] = [relay.messages().slice(read.mails), twilio.messages().slice(read.texts)]
      read = { mails: relay.messages().length, texts: twilio.messages().length }
      for (const mail of newMails) {
        const who = mails.get(mail.to[0] ?? '') ?? ''
        heard.get(who)?.push(`${clock} ${await mailSays(mail.raw, languageOf(who))}`)
      }
      for (const { to, body } of newTexts) {
        const who = numbers.get(to) ?? ''
        heard.get(who)?.push(`${clock} ${textSays(body, languageOf(who))}`)
      }
    }

    const clocks = [...new Set([...SAID.map((one) => one.at), ...LOOKS])].sort((a, b) => at(a) - at(b))
    for (const clock of clocks) {
      for (const one of SAID.filter((said) => said.at === clock)) await say(one)
      await tell(db, at(clock))
      await listen(clock)
      if (clock === '12:00')
        for (const { who, wish } of CASES)
          if (wish)
            await db
              .insertInto('subscriber_posts')
              .values({ subscriber_id: ids.get(who) ?? 0, post_id: posts.get('A') ?? '', wish, at: NOON })
              .execute()
    }
    expect(Object.fromEntries([...heard].map(([who, said]) => [who, said.join(', ')]))).toEqual(
      Object.fromEntries(CASES.map(({ who, hears }) => [who, hears])),
    )
  })
})

function windowOf({ state }: (typeof SAID)[number]): Partial<Draft> {
  if (state !== 'scheduled') return {}
  const starts = at('+9 10:00')
  return {
    reason: 'maintenance',
    window: {
      startsWall: '2026-12-01T10:00',
      endsWall: '2026-12-01T12:00',
      timeZone: 'UTC',
      startsAt: starts,
      endsAt: starts + 2 * HOUR,
    },
  }
}

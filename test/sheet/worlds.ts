import { tellStory } from '#db/demo/story.ts'
import { sayNext } from '#db/demo/today.ts'
import type { Db } from '#db/open.ts'
import { updatePage } from '#db/queries/page.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { newId } from '#src/keys.ts'
import { windowOf } from '#src/posts/closing.ts'
import { publish } from '#src/posts/publish.ts'
import { checkImport } from '#src/subscribers/import/arrange.ts'
import { keepList } from '#src/subscribers/import/keep.ts'
import { importer } from '#src/subscribers/import/step.ts'
import { addressToken, confirmToken, subscriptionToken } from '#src/subscribers/token.ts'
import { LANGUAGES } from '#src/words/language.ts'
import { anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { aMember, PASSWORD } from '#test/support/people.ts'
import { type Site, startSite } from '#test/support/site.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** One page to look at. `staff`: behind the sign-in. `status`: when it is not 200. */
export interface Sight {
  name: string
  path: string
  staff?: true
  status?: number
  /** What a person does before there is something to see. */
  fill?: Record<string, string>
  press?: string
  /** How long a person takes to fill it in, in ms: what comes sooner is taken for a program's. */
  takes?: number
}

export interface World {
  site: Site
  /** Signs in as an owner. */
  email: string
  password: string
  sights: Sight[]
}

/** Mail and texts are set up and lead nowhere: the sender does not run. */
const CHANNELS = {
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'updates@mares.example',
  TWILIO_ACCOUNT_SID: `AC${'5'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'no-token',
  TWILIO_FROM: '+14155550199',
  SMS_COUNTRIES: 'US,GB,PT',
}

/** A page just set up: nobody has said anything yet. */
export async function bareWorld(): Promise<World> {
  const site = await startSite()
  await aPage(site.db)
  const { email } = await aMember(site.db)
  const sights: Sight[] = [
    { name: 'empty', path: '/' },
    { name: 'empty-history', path: '/history' },
    { name: 'empty-subscribe', path: '/subscribe' },
    { name: 'empty-home', path: '/admin', staff: true },
    { name: 'empty-posts', path: '/admin/posts', staff: true },
    { name: 'empty-components', path: '/admin/components', staff: true },
    { name: 'empty-subscribers', path: '/admin/subscribers', staff: true },
    { name: 'empty-growth', path: '/admin/subscribers/growth', staff: true },
  ]
  return { site, email, password: PASSWORD, sights }
}

/** The demo's three months with nothing wrong today. */
export async function calmWorld(now: number): Promise<World> {
  const site = await startSite({ env: CHANNELS })
  const { db } = site
  await tellStory(db, now)
  const { email } = await aMember(db)
  await updatePage(db, { languages: JSON.stringify(LANGUAGES) })
  const posts = await pathsOf(db)
  const sights: Sight[] = [
    { name: 'well', path: '/' },
    { name: 'well-de', path: '/de' },
    { name: 'history', path: '/history' },
    { name: 'history-ar', path: '/ar/history' },
    { name: 'history-releases', path: '/history?kind=release' },
    ...posts,
    { name: 'uptime', path: '/uptime' },
    { name: 'search', path: '/history?q=payment' },
    { name: 'subscribe', path: '/subscribe' },
    { name: 'find', path: '/subscriptions' },
    { name: 'code', path: '/subscriptions/code' },
    { name: 'subscribe-ar', path: '/ar/subscribe' },
    { name: 'subscribe-de', path: '/de/subscribe' },
    {
      name: 'subscribe-wrong',
      path: '/subscribe',
      fill: { email: 'nobody' },
      press: 'form.steps button',
      takes: 1_600,
    },
    {
      name: 'subscribe-asked',
      path: '/subscribe',
      fill: { email: 'ana@example.com', phone: '+351 912 345 678' },
      press: 'form.steps button',
      takes: 1_600,
    },
    ...(await tokensOf(db, now)),
    { name: 'nothing-here', path: '/nothing-here', status: 404 },
  ]
  return { site, email, password: PASSWORD, sights }
}

/** The same house on a bad day: two open incidents, a closure in force, people being told. */
export async function troubledWorld(now: number): Promise<World> {
  const site = await startSite({ env: CHANNELS })
  const { db } = site
  await tellStory(db, now - 3 * HOUR)
  const { id, email, name } = await aMember(db)
  const author = { id, name }
  const said = await sayNext(db, now - 50 * MINUTE)
  await sayNext(db, now - 12 * MINUTE)
  await publish(db, critical(now), { author, now: now - 4 * MINUTE, formKey: newId() })
  const components = await db.selectFrom('components').select(['id', 'name']).execute()
  const closed = components.filter((one) => one.name === 'Graça').map((one) => one.id)
  await publish(db, closure(now, closed), { author, now: now - 26 * HOUR, formKey: newId() })
  await updatePage(db, { languages: JSON.stringify(LANGUAGES) })
  while (await fanOut(db, now));
  const reader = await db
    .selectFrom('deliveries')
    .select(['announcement_id', 'subscriber_id'])
    .executeTakeFirst()
  const delivery = `/admin/deliveries/${reader?.announcement_id}`
  const sights: Sight[] = [
    { name: 'trouble', path: '/' },
    { name: 'trouble-ar', path: '/ar' },
    { name: 'trouble-ja', path: '/ja' },
    { name: 'open-incident-ar', path: `/ar/incidents/${said?.postId}` },
    { name: 'open-incident', path: `/incidents/${said?.postId}` },
    { name: 'open-incident-german', path: `/de/incidents/${said?.postId}` },
    { name: 'open-incident-arabic', path: `/ar/incidents/${said?.postId}` },
    { name: 'wording', path: '/admin/wording', staff: true },
    {
      name: 'wording-previewed',
      path: '/admin/wording/incident?language=ar',
      staff: true,
      fill: { opening: 'مرحبًا {{ name | default: "بكم" }}،', closing: 'مع تحيات {{ page }}' },
      press: 'form#wording >> text=Preview',
    },
    { name: 'follow', path: `/subscribe?post=${said?.postId}` },
    { name: 'sign-in', path: '/admin/login' },
    { name: 'home', path: '/admin', staff: true },
    { name: 'posts', path: '/admin/posts', staff: true },
    { name: 'post', path: `/admin/posts/${said?.postId}`, staff: true },
    { name: 'kinds', path: '/admin/posts/new', staff: true },
    { name: 'compose', path: '/admin/posts/new?kind=incident', staff: true },
    {
      name: 'compose-previewed',
      path: '/admin/posts/new?kind=incident',
      staff: true,
      fill: {
        title: 'The web shop is slow',
        body: 'Since 9:40 pages take **ten seconds**. Orders are safe.',
      },
      press: '.send-bar >> text=Preview',
    },
    { name: 'components', path: '/admin/components', staff: true },
    { name: 'deliveries', path: '/admin/deliveries', staff: true },
    { name: 'watch', path: delivery, staff: true },
    { name: 'delivery', path: `${delivery}/${reader?.subscriber_id}`, staff: true },
    { name: 'mail', path: `${delivery}/${reader?.subscriber_id}/mail`, staff: true },
    { name: 'subscribers', path: '/admin/subscribers', staff: true },
    { name: 'subscriber', path: `/admin/subscribers/${reader?.subscriber_id}`, staff: true },
    { name: 'subscribers-none', path: '/admin/subscribers?q=nobody@example.com&state=left', staff: true },
    { name: 'quarantine', path: '/admin/subscribers/quarantine', staff: true },
    { name: 'subscriber-new', path: '/admin/subscribers/new', staff: true },
    ...(await listsOf(db, author, now)),
    { name: 'lists', path: '/admin/subscribers/imports', staff: true },
    { name: 'subscribers-export', path: '/admin/subscribers/export', staff: true },
    { name: 'growth', path: '/admin/subscribers/growth', staff: true },
    { name: 'inbox', path: '/admin/inbox', staff: true },
    { name: 'staff', path: '/admin/staff', staff: true },
    { name: 'settings', path: '/admin/settings', staff: true },
    { name: 'look', path: '/admin/settings/look', staff: true },
    {
      name: 'look-faint',
      path: '/admin/settings/look',
      staff: true,
      fill: { accent: '#ffd500' },
      press: 'main form >> text=Wear it',
    },
    { name: 'monitors', path: '/admin/monitors', staff: true },
    { name: 'audit', path: '/admin/audit', staff: true },
  ]
  return { site, email, password: PASSWORD, sights }
}

/** Two lists of people: one whose columns are to be named, one that was looked through and may come in. */
async function listsOf(db: Db, staff: { id: number; name: string }, now: number): Promise<Sight[]> {
  const by = { staff, now, mayVouch: true }
  const list = Buffer.from(
    'email,name,tags\nana@shop.example,Ana,vip\nbroken,Bad,\nrui@shop.example,Rui,"vip,lisbon"\n',
  )
  const fresh = await keepList(db, { name: 'customers.csv', bytes: list }, by)
  const checked = await keepList(db, { name: 'checkout.csv', bytes: list }, by)
  const told = { kinds: ['incident'], scope: 'all', language: 'en', impact: 'none', consent: 'ask' }
  const columns = { 'column-0': 'email', 'column-1': 'name', 'column-2': 'tags' }
  await checkImport(db, checked, { format: 'columns', heads: 'yes', ...columns, ...told }, by)
  const { step } = importer(db, { now: () => now, elapsed: () => 0 })
  while (await step());
  return [fresh, checked].map((id, at) => ({
    name: at ? 'list-checked' : 'list',
    path: `/admin/subscribers/imports/${id}`,
    staff: true,
  }))
}

async function pathsOf(db: Db): Promise<Sight[]> {
  const posts = await db.selectFrom('posts').select(['id', 'kind', 'state']).orderBy('published_at').execute()
  const of = (name: string, found: { id: string; kind: string } | undefined): Sight[] =>
    found ? [{ name, path: `/${found.kind}s/${found.id}` }] : []
  return [
    ...of(
      'post-mortem',
      posts.find(({ state }) => state === 'postmortem'),
    ),
    ...of(
      'closure',
      posts.findLast(({ kind }) => kind === 'closure'),
    ),
    ...of(
      'release',
      posts.findLast(({ kind }) => kind === 'release'),
    ),
  ]
}

async function tokensOf(db: Db, now: number): Promise<Sight[]> {
  const active = await aSubscriber(db, { address: 'reader@example.com' })
  const nonce = newId()
  const asked = await aSubscriber(db, {
    address: 'asked@example.com',
    confirmed_at: null,
    confirm_nonce: nonce,
    confirm_until: now + HOUR,
  })
  const token = subscriptionToken(active, await versionOf(db, active))
  const gone = await aSubscriber(db, { language: 'de', ended_at: now - HOUR, ended_by: 'page' })
  const full = await aSubscriber(db, {
    ...{ address: 'full@example.com', name: 'Rita', rhythm: 'weekly', person_id: active },
    ...{ quiet_from: 1_320, quiet_until: 420, breaks_through: 1, paused_until: now + 48 * HOUR },
  })
  const arabic = await aSubscriber(db, { address: 'arabic@example.com', language: 'ar' })
  const change = { subscriber_id: active, address: 'new@example.com', address_hash: 'x', country: null }
  const until = now + HOUR
  await db
    .insertInto('address_changes')
    .values({ ...change, nonce, until, at: now })
    .execute()
  await db
    .insertInto('former_addresses')
    .values({ ...change, nonce, until })
    .execute()
  return [
    { name: 'confirm', path: `/subscriptions/confirm/${confirmToken(asked, nonce)}` },
    { name: 'subscription', path: `/subscriptions/${token}?welcome` },
    { name: 'subscription-full', path: `/subscriptions/${subscriptionToken(full, 1)}` },
    { name: 'subscription-arabic', path: `/subscriptions/${subscriptionToken(arabic, 1)}` },
    { name: 'subscription-gone', path: `/subscriptions/${subscriptionToken(gone, 1)}` },
    { name: 'erase', path: `/subscriptions/${token}/erase` },
    { name: 'move', path: `/subscriptions/move/${addressToken('move', active, nonce)}` },
    { name: 'undo', path: `/subscriptions/undo/${addressToken('undo', active, nonce)}` },
    { name: 'unsubscribe', path: `/u/${token}` },
    { name: 'void-link', path: '/subscriptions/0-0-void', status: 404 },
  ]
}

async function versionOf(db: Db, id: number): Promise<number> {
  const { version } = await db
    .selectFrom('subscribers')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return version
}

function critical(now: number) {
  return anIncident({
    title: 'Nobody can pay by card',
    impact: 'critical',
    body: 'Since a few minutes ago every card is refused at checkout, ours and yours alike. **You are not charged.** Baskets are kept; MB Way works. We are on the phone with the bank.',
    startedAt: now - 9 * MINUTE,
    nextUpdateBy: now + 11 * MINUTE,
    channels: [],
  })
}

function closure(now: number, componentIds: string[]) {
  const wall = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO('Europe/Lisbon')
      .toPlainDateTime()
      .round('minute')
      .toString()
  return anIncident({
    kind: 'closure',
    title: 'Graça closes for stocktaking',
    state: 'scheduled',
    body: 'We count every jar. Come tomorrow: what is fresh goes at half price.',
    impact: null,
    startedAt: null,
    reason: 'other',
    window: windowOf(wall(now - 2 * HOUR), wall(now + 9 * HOUR), 'Europe/Lisbon'),
    stillWorks: 'Campo de Ourique, at the other end of tram 28, is open until 21:00.',
    componentIds,
    channels: [],
  })
}

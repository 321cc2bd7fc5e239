import { setTimeout as pause } from 'node:timers/promises'
import type { Author } from '#src/posts/post.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { type MovableClock, movableClock } from '#test/support/clock/clock.ts'
import { type Engine, freshDatabase, type TestDb } from '#test/support/databases.ts'
import { anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type SenderProcess, spawnBuiltSender, spawnWhole } from '#test/support/sender.ts'
import { type Sink, startSink } from '#test/support/sink.ts'
import { buildSite, freePort, startSite } from '#test/support/site.ts'
import {
  startTwilioStandIn,
  TWILIO_TEST_ENV,
  type TwilioStandIn,
  type TwilioStandInOptions,
} from '#test/support/twilio-stand-in.ts'
import { gather, type Judgement, judge, MARK, markOf, type Sightings } from './judge.ts'
import { settle, type Town } from './town.ts'

export interface StageOptions {
  engine: Engine
  postgresUrl: string
  seed: number
  mails: number
  texts: number
  /** More of the sender's environment. */
  env?: Record<string, string>
  /** How the carrier of texts behaves; it accepts everything unless said otherwise. */
  carrier?: TwilioStandInOptions['behave']
  /** What the clock shows at first. */
  at?: number
  /** A database of the part's own, for instance on a disk that is small. */
  database?: TestDb
  /** Whether the page is open (without a sender of its own), for callbacks and people who leave. */
  open?: boolean
  /** The carrier's own clock; the stage's unless said otherwise. */
  carrierNow?: () => number
}

/** One part's town, sinks, clock and processes. */
export type Stage = Awaited<ReturnType<typeof openStage>>

/** Sets up an empty page with its readers, a relay and a carrier. Nothing of the product runs yet. */
export async function openStage(options: StageOptions) {
  const { seed, mails, texts, engine, postgresUrl } = options
  await buildSite()
  const database = options.database ?? (await freshDatabase(engine, postgresUrl))
  const { db } = database
  const clock: MovableClock = movableClock(options.at)
  const sink: Sink = await startSink({ seed, mark: MARK.source })
  const twilio: TwilioStandIn = await startTwilioStandIn({
    now: options.carrierNow ?? clock.now,
    ...(options.carrier ? { behave: options.carrier } : {}),
  })
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const env: Record<string, string> = {
    ...clock.env,
    LOG_LEVEL: process.env.STORM_LOG ?? 'warn',
    PUBLIC_URL: publicUrl,
    PORT: String(port),
    SMTP_URL: sink.url,
    MAIL_FROM: 'news@acme.test',
    TWILIO_API_URL: twilio.url,
    ...TWILIO_TEST_ENV,
    ...options.env,
  }
  const { PUBLIC_URL: _, PORT: __, ...rest } = env
  const site = options.open ? await startSite({ databaseUrl: database.url, env: rest }) : undefined
  if (site) env.PUBLIC_URL = site.url
  await aPage(db)
  const author: Author = await anAuthor(db)
  const town: Town = await settle(db, { mails, texts })
  /** Post → its id and the number of its last update. */
  const posts = new Map<number, { id: string; seq: number }>()
  const left = new Map<number, number>()
  const running = new Set<SenderProcess>()

  function start(what: typeof spawnBuiltSender = spawnBuiltSender): SenderProcess {
    const process = what(database.url, env)
    running.add(process)
    process.child.once('exit', () => running.delete(process))
    return process
  }

  /** Publishes a new post to everybody. */
  async function announce(): Promise<number> {
    const post = posts.size + 1
    const now = clock.now()
    const draft = anIncident({ title: `Storm ${post}`, body: markOf(post, 1), startedAt: now - 60_000 })
    const { postId } = await publish(db, draft, { author, now, formKey: `storm ${post}` })
    posts.set(post, { id: postId, seq: 1 })
    return post
  }

  /** Says another word on a post, to everybody. */
  async function follow(post: number): Promise<void> {
    const one = posts.get(post)
    if (!one) throw new Error(`Post ${post} has not been published.`)
    const seq = one.seq + 1
    const entry = { body: markOf(post, seq), state: 'investigating', statuses: {} } as const
    const formKey = markOf(post, seq)
    const channels: ('email' | 'sms')[] = ['email', 'sms']
    await update(
      db,
      one.id,
      { ...entry, nextUpdateBy: null, channels },
      { author, now: clock.now(), formKey },
    )
    posts.set(post, { ...one, seq })
  }

  /** How many messages the sinks have taken. */
  async function arrived(): Promise<number> {
    return (await sink.counts()).accepted + twilio.messages().length
  }

  function see(): Promise<Sightings> {
    return gather(town, sink.deliveries(), twilio.messages())
  }

  async function refused(): Promise<Set<number>> {
    return new Set([...(await sink.turnedAway()).keys()].map((address) => town.readerOf(address)))
  }

  async function verdict(): Promise<Judgement> {
    const finals = new Map([...posts].map(([post, { seq }]) => [post, seq]))
    return judge(town, await see(), { posts: finals, refused: await refused(), left })
  }

  /** Waits until nobody is missed any more, at most so many real ms; whether it came to that. */
  async function everybodyTold(deadlineMs: number): Promise<boolean> {
    const end = Date.now() + deadlineMs
    for (let wait = 100; Date.now() < end; wait = Math.min(2_000, wait * 1.3)) {
      // A look at everything is dear: only when it may have come to that.
      const [{ distinct }, away] = await Promise.all([sink.counts(), refused()])
      const least = posts.size * (mails - away.size - left.size)
      if (distinct >= least && (await verdict()).missed === 0) return true
      await pause(wait)
    }
    return false
  }

  async function close(): Promise<void> {
    await Promise.all([...running].map((one) => one.kill('SIGKILL')))
    await Promise.all([sink.stop(), twilio.stop(), site?.stop()])
    await database.drop()
    clock.remove()
  }

  return {
    db,
    url: database.url,
    env,
    town,
    clock,
    sink,
    twilio,
    left,
    posts,
    publicUrl: env.PUBLIC_URL ?? publicUrl,
    startSender: () => start(spawnBuiltSender),
    startWhole: () => start(spawnWhole),
    announce,
    follow,
    arrived,
    refused,
    verdict,
    everybodyTold,
    /** Lets so many minutes pass, `times` as fast as real ones, to see whether anything is told twice. */
    async linger(minutes: number, times = 60) {
      clock.speed(times)
      await pause((minutes * 60_000) / times)
      clock.speed(1)
    },
    close,
  }
}

import { startSink } from '#test/support/sink.ts'
import type { Options } from './args.ts'
import { type Result, rounded, shown, spreadOf, table } from './figures.ts'
import { pinning, programs } from './machine.ts'
import { hotSpots } from './profile.ts'
import { type Relay, relayOf, startSlowSink, startSmtpSink } from './relay.ts'
import { nodemailerPool, type Rival, smtpSource } from './rivals.ts'
import { fanOutOnce, type Round } from './round.ts'
import type { StatementTime } from './sender.ts'
import { seededWorlds, type Worlds } from './world.ts'

/** Messages that nodemailer's pool gets to send: it is slow, and its rate does not depend on how many. */
const POOL_MESSAGES = 5_000

/**
 * A durable fan-out against postfix's smtp-source and nodemailer's pool, in turns, into the same kind of sink. First one round
 * into our own sink, unmeasured: who got what, and how large a message is.
 */
export async function fanout(options: Options): Promise<Result> {
  const { recipients, rounds, connections, delay } = options
  const tools = programs('smtp-source', 'smtp-sink')
  const pins = pinning()
  console.log(pins.told)
  const worlds = await seededWorlds(options.engine, recipients)
  const openRelay = () =>
    delay ? startSlowSink(pins.other, delay) : startSmtpSink(pins.other, tools['smtp-sink'])
  const into = async <Answer>(work: (relay: Relay) => Promise<Answer>): Promise<Answer> => {
    const relay = await openRelay()
    return work(relay).finally(() => relay.stop())
  }
  try {
    const { sample, bytes, faults } = await verify(worlds, options)
    console.log(`Each of ${shown(recipients)} was reached once; ${shown(bytes)} bytes a message`)
    const ours: Round[] = []
    const source: number[] = []
    const pool: Rival[] = []
    for (let round = 1; round <= rounds; round++) {
      ours.push(await into((relay) => fanOutOnce(worlds, options, relay)))
      source.push(
        await into((relay) =>
          smtpSource(pins.measured, tools['smtp-source'], relay, {
            messages: recipients,
            connections,
            bytes,
          }),
        ),
      )
      const few = Math.min(POOL_MESSAGES, recipients)
      pool.push(
        await into((relay) => nodemailerPool(pins.measured, relay, { messages: few, connections, sample })),
      )
      const each = [ours.at(-1)?.rate, source.at(-1), pool.at(-1)?.rate].map((rate) => shown(rate ?? 0))
      console.log(
        `Round ${round}: ours ${each[0]}/s, smtp-source ${each[1]}/s, nodemailer's pool ${each[2]}/s`,
      )
    }
    if (options.profile) await showProfile(worlds, options, openRelay)
    return resultOf(options, { ours, source, pool, faults, bytes })
  } finally {
    await worlds.drop()
  }
}

/** A whole fan-out into the counting sink: what is wrong with who got what, and what a message looks like. */
async function verify(worlds: Worlds, options: Options) {
  const sink = await startSink({ before: pinning().other })
  try {
    await fanOutOnce(worlds, options, relayOf(sink))
    const { accepted, distinct, repeated, bytes } = await sink.counts()
    const people = new Set<string>()
    for await (const { to } of sink.deliveries()) people.add(to)
    const faults = [
      people.size === options.recipients ? '' : `${people.size} of ${options.recipients} people were reached`,
      distinct === options.recipients
        ? ''
        : `${distinct} different messages for ${options.recipients} people`,
      repeated === 0 ? '' : `${repeated} messages came twice`,
    ].filter(Boolean)
    return { faults, sample: await sink.sample(), bytes: Math.round(bytes / accepted) }
  } finally {
    await sink.stop()
  }
}

async function showProfile(worlds: Worlds, options: Options, openRelay: () => Promise<Relay>): Promise<void> {
  const relay = await openRelay()
  try {
    const { profile } = await fanOutOnce(worlds, options, relay, { profile: true })
    if (!profile) return
    const spots = hotSpots(profile.cpu).map(({ where, share }) => [where, `${(share * 100).toFixed(1)} %`])
    const statements = slowest(profile.statements, options.recipients)
    console.log(`\n${table([['Where the sender spent its time', ''], ...spots])}\n`)
    if (statements.length)
      console.log(`${table([['SQLite statements', 'times', 'µs/mail'], ...statements])}\n`)
  } finally {
    await relay.stop()
  }
}

function slowest(statements: StatementTime[], recipients: number): string[][] {
  return statements
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 12)
    .map(({ text, ms, times }) => [
      text.replaceAll(/\s+/g, ' ').trim().slice(0, 90),
      shown(times),
      shown((ms * 1_000) / recipients),
    ])
}

interface Rounds {
  ours: Round[]
  source: number[]
  pool: Rival[]
  faults: string[]
  bytes: number
}

function resultOf(options: Options, { ours, source, pool, faults, bytes }: Rounds): Result {
  const of = (figure: (round: Round) => number) => spreadOf(ours.map(figure)).median
  const sides = {
    ours: spreadOf(ours.map((round) => round.rate)),
    'smtp-source -d': spreadOf(source),
    "nodemailer's pool": spreadOf(pool.map((one) => one.rate)),
  }
  const rows = Object.entries(sides).map(([side, rate]) => [
    side,
    shown(rate.median),
    `${shown(rate.least)}–${shown(rate.most)}`,
  ])
  console.log(`\n${table([['messages a second', 'median', 'least–most'], ...rows])}`)
  const ratioLimit = sides.ours.median / sides['smtp-source -d'].median
  const ratioPool = sides.ours.median / sides["nodemailer's pool"].median
  const cpu = of((round) => round.cpuUsPerMsg)
  const poolCpu = spreadOf(pool.map((one) => one.cpuUsPerMsg)).median
  const figures = {
    ours: rounded(sides.ours.median),
    smtp_source: rounded(sides['smtp-source -d'].median),
    nodemailer_pool: rounded(sides["nodemailer's pool"].median),
    ratio_limit: rounded(ratioLimit),
    ratio_pool: rounded(ratioPool),
    first_ms: rounded(of((round) => round.firstMs)),
    rss_mib: rounded(of((round) => round.rssMib)),
    cpu_us_per_msg: rounded(cpu),
    publish_ms: rounded(of((round) => round.publishMs)),
    disk_mib_per_million: rounded(of((round) => round.diskMibPerMillion)),
    heap_mib: rounded(of((round) => round.heapMib)),
    cpu_us_per_msg_pool: rounded(poolCpu),
    bytes_per_msg: bytes,
    recipients: options.recipients,
    engine: options.engine,
    connections: options.connections,
    delay_ms: options.delay,
    rounds: options.rounds,
  }
  const targets = [
    { what: 'times smtp-source -d (F1; aim 1.2)', value: ratioLimit, limit: { least: 0.6 } },
    { what: "times nodemailer's pool (aim 15)", value: ratioPool, limit: { least: 6 } },
    { what: 'CPU a message (F2; aim 45)', value: cpu, limit: { most: 120 }, unit: ' µs' },
    {
      what: 'publish to the first message (F4; aim 100)',
      value: figures.first_ms,
      limit: { most: 300 },
      unit: ' ms',
    },
    { what: 'the publish verb (F5)', value: figures.publish_ms, limit: { most: 200 }, unit: ' ms' },
    { what: 'peak RSS of the sender (F3)', value: figures.rss_mib, limit: { most: 200 }, unit: ' MiB' },
    {
      what: 'done deliveries on disk, a million (G2)',
      value: figures.disk_mib_per_million,
      limit: { most: 60 },
      unit: ' MiB',
    },
  ]
  return { figures, targets, faults }
}

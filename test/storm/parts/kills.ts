import { setTimeout as pause } from 'node:timers/promises'
import type { SenderProcess } from '#test/support/sender.ts'
import { type Findings, findings, type Orders } from '../part.ts'
import { openStage, type Stage } from '../stage.ts'

/** Nobody waits longer for a start than this. */
const LONGEST_LIFE = 8_000

/** What a sender of the drill has in flight at most. */
const CONNECTIONS = 8

/**
 * The sender is killed without warning at moments that are uniform in time (starting, expanding, sending, writing) and
 * started again at once, until the kills are used up; new posts are published when everybody has been told.
 */
export async function kills(orders: Orders): Promise<Findings> {
  const { random, recipients, texts, say } = orders
  const stage = await openStage({
    ...orders,
    mails: recipients,
    texts,
    carrier: async () => void (await pause(20 + random() * 100)),
  })
  try {
    await stage.announce()
    const lives = await killAgainAndAgain(stage, orders)
    say(`${orders.kills} kills; ${stage.posts.size} posts; waiting until everybody is told`)
    const last = stage.startSender()
    const told = await toldInTheEnd(stage)
    await stage.linger(orders.linger, 40)
    const code = await last.kill('SIGTERM')
    const kills = orders.kills + 1
    const found = await findings(stage, { repeatsAllowed: repeatsAllowed(orders, kills) })
    const resumes = lives.filter((one) => one !== null).sort((a, b) => a - b)
    if (!told) found.broken.push('Not everybody was told in time.')
    if (code !== 0) found.broken.push(`The sender that was asked to stop ended with ${code}.`)
    return { ...found, kills, resumeMs: resumes, figures: { posts: stage.posts.size } }
  } finally {
    await stage.close()
  }
}

/** So many a kill on average; a few kills may each meet every connection busy, which says nothing about the average. */
function repeatsAllowed({ repeatsAKill, recipients }: Orders, kills: number): number {
  const unlucky = Math.min(kills * CONNECTIONS, 50)
  return Math.ceil(Math.max(kills * repeatsAKill, unlucky, recipients * 0.0005))
}

async function toldInTheEnd(stage: Stage): Promise<boolean> {
  // First at its own pace, then faster: texts of unknown fate are looked for minutes later.
  const size = stage.town.mails * stage.posts.size
  const soon = await stage.everybodyTold(1_000 + size)
  if (soon) return true
  stage.clock.speed(40)
  const late = await stage.everybodyTold(60_000 + size / 20)
  stage.clock.speed(1)
  return late
}

/** The waits from each start to the next message at a sink; null where the next kill came before. */
async function killAgainAndAgain(stage: Stage, { kills, random, say }: Orders): Promise<(number | null)[]> {
  const all = stage.town.mails + stage.town.texts
  const waits: (number | null)[] = []
  let boot = await firstStart(stage)
  let rate = 2
  for (let left = kills; left > 0; left--) {
    const due = stage.posts.size * all - (await stage.arrived())
    if (due <= all / 100) await stage.announce()
    const life = Math.min(LONGEST_LIFE, 2 * (boot + Math.max(due, 0) / rate / left))
    const before = await stage.arrived()
    const began = performance.now()
    const sender = stage.startSender()
    const watching = nextMessage(stage, sender, before, began)
    await pause(random() * life)
    await sender.kill('SIGKILL')
    const wait = await watching
    waits.push(wait)
    const lived = performance.now() - began
    if (wait !== null && lived - wait > 200) {
      boot = 0.7 * boot + 0.3 * wait
      rate = 0.7 * rate + (0.3 * ((await stage.arrived()) - before)) / (lived - wait)
    }
    if (left % 10 === 0) say(`${left} kills to go, ${await stage.arrived()} messages so far`)
  }
  return waits
}

/** How long a start takes until the first message, here and now. */
async function firstStart(stage: Stage): Promise<number> {
  const began = performance.now()
  const sender = stage.startSender()
  const wait = await nextMessage(stage, sender, 0, began)
  await sender.kill('SIGKILL')
  if (wait === null) throw new Error(`The sender ended by itself:\n${sender.output()}`)
  return wait
}

async function nextMessage(
  stage: Stage,
  { child }: SenderProcess,
  before: number,
  began: number,
): Promise<number | null> {
  while (child.exitCode === null && child.signalCode === null) {
    if ((await stage.arrived()) > before) return performance.now() - began
    await pause(10)
  }
  return null
}

import { setTimeout as pause } from 'node:timers/promises'
import { until } from '#test/support/until.ts'
import { together } from '../findings.ts'
import { type Findings, findings, type Orders, type Rules } from '../part.ts'
import { openStage, type Stage } from '../stage.ts'

/** How much faster time passes while a relay is down or people have to wait. */
const FAST = 60
const HALF_AN_HOUR = 30
/** Mails whose fate a cut may leave open: what is on its way on all connections. */
const ON_THE_WAY = 64

/** A relay that is away, slow, moody, or loses its replies. */
export async function relay(orders: Orders): Promise<Findings> {
  // They mostly wait, so they wait together.
  const scenes = Object.entries({ away, cut, slow, moody, lossy })
  const found = await Promise.all(
    scenes.map(async ([name, scene]) => [name, await play(orders, name, scene)]),
  )
  return together(Object.fromEntries(found))
}

async function play(
  orders: Orders,
  name: string,
  scene: (stage: Stage) => Promise<Rules>,
): Promise<Findings> {
  const mails = Math.min(orders.recipients, scene === slow ? 200 : 800)
  const stage = await openStage({ ...orders, mails, texts: 0 })
  try {
    await stage.announce()
    const rules = await scene(stage)
    // Whoever has bad luck again and again waits for an hour between two tries; then the relay is well.
    const soon = await stage.everybodyTold(40_000)
    if (!soon) await stage.sink.behave({})
    const told = soon || (await stage.everybodyTold(90_000))
    await stage.linger(5)
    const found = await findings(stage, rules)
    if (!told) found.broken.unshift('Not everybody was told in time.')
    orders.say(`${name}: ${JSON.stringify((await stage.sink.counts()).refused)}`)
    return found
  } finally {
    await stage.close()
  }
}

/** Away for half an hour from the beginning: nobody's attempt. */
async function away(stage: Stage): Promise<Rules> {
  await stage.sink.down()
  stage.startSender()
  stage.clock.speed(FAST)
  await pause((HALF_AN_HOUR * 60_000) / FAST)
  await stage.sink.up()
  return { repeatsAllowed: 0, free: true }
}

/** Away for half an hour in the middle of everything, with connections cut as they are. */
async function cut(stage: Stage): Promise<Rules> {
  await stage.sink.behave({ delay: 20 })
  stage.startSender()
  await until(async () => (await stage.arrived()) > stage.town.mails / 4, 'a quarter to be told', 60_000)
  await stage.sink.down()
  stage.clock.speed(FAST)
  await pause((HALF_AN_HOUR * 60_000) / FAST)
  await stage.sink.behave({})
  await stage.sink.up()
  return { repeatsAllowed: ON_THE_WAY }
}

/** A third of a second for every answer. */
async function slow(stage: Stage): Promise<Rules> {
  await stage.sink.behave({ delay: 300 })
  stage.startSender()
  return { repeatsAllowed: 0, free: true }
}

/** Temporary refusals of every kind at once: a storm of 4yz, a rate for each domain, greylisting. */
async function moody(stage: Stage): Promise<Rules> {
  await stage.sink.behave({
    rules: [
      { stage: 'rcpt', domain: 'd1.test', above: 2, do: { reply: '421 4.7.0 Too many from you, slow down' } },
      { stage: 'rcpt', each: 1, to: '@d[2-9]\\.', do: { reply: '450 4.2.0 Greylisted, try again' } },
      { stage: 'mail', share: 0.05, do: { reply: '451 4.3.0 Overloaded' } },
      { stage: 'rcpt', share: 0.2, do: { reply: '452 4.3.1 Insufficient storage' } },
      { stage: 'rcpt', share: 0.1, do: { reply: '450 4.2.1 Mailbox busy' } },
      { stage: 'dot', share: 0.1, do: { reply: '451 4.7.1 Try again in 2 minutes' } },
    ],
  })
  stage.startSender()
  stage.clock.speed(FAST)
  return { repeatsAllowed: 0 }
}

/** One in twenty refused for good, and replies that get lost after the final dot, with the mail kept and not kept. */
async function lossy(stage: Stage): Promise<Rules> {
  await stage.sink.behave({
    rules: [
      { stage: 'rcpt', steady: true, share: 0.05, do: { reply: '550 5.1.1 No such mailbox' } },
      { stage: 'dot', share: 0.02, times: 20, do: { drop: true, keep: true } },
      { stage: 'dot', share: 0.02, times: 20, do: { drop: true } },
      { stage: 'data', share: 0.02, times: 20, do: { drop: true } },
    ],
  })
  stage.startSender()
  stage.clock.speed(FAST)
  // Kept and not confirmed: each may come a second time, under the same Message-ID; pipelined ones with it.
  return { repeatsAllowed: 20 }
}

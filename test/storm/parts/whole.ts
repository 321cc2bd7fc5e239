import { setTimeout as pause } from 'node:timers/promises'
import type { SenderProcess } from '#test/support/sender.ts'
import { until } from '#test/support/until.ts'
import { type Findings, findings, type Orders } from '../part.ts'
import { openStage, type Stage } from '../stage.ts'

/** What a kill may repeat at worst (F5): what is in flight and what is not written down yet. */
const REPEATS_A_KILL = 72

/**
 * The server and the sender that it keeps, in one process group, are killed together, asked to stop in good order, or lose
 * only their sender; whatever comes next goes on where they were.
 */
export async function whole(orders: Orders): Promise<Findings> {
  const { random, say } = orders
  const mails = Math.min(orders.recipients, 4_000)
  const kills = Math.min(orders.kills, 8)
  const stage = await openStage({ ...orders, mails, texts: Math.min(orders.texts, 100) })
  try {
    await stage.sink.behave({ delay: 20 })
    await stage.announce()
    const ends: string[] = []
    for (let i = 0; i < kills; i++) ends.push(await liveAndEnd(stage, random))
    say(ends.join(', '))
    await stage.sink.behave({})
    const last = stage.startWhole()
    const soon = await stage.everybodyTold(30_000)
    stage.clock.speed(soon ? 1 : 30)
    const told = soon || (await stage.everybodyTold(60_000))
    await stage.linger(10)
    const code = await stop(last)
    const found = await findings(stage, { repeatsAllowed: kills * REPEATS_A_KILL })
    if (!told) found.broken.unshift('Not everybody was told in time.')
    // Asked before it could listen, it ends by the signal itself, with nothing begun.
    const bad = [...ends, `stopped ${code}`].filter((end) => /^stopped (?!0|null)/.test(end))
    if (bad.length) found.broken.push(`Asked to stop, it ended otherwise than with 0: ${bad.join(', ')}.`)
    return { ...found, kills }
  } finally {
    await stage.close()
  }
}

async function liveAndEnd(stage: Stage, random: () => number): Promise<string> {
  const process = stage.startWhole()
  const before = await stage.arrived()
  const dice = random()
  // A third of them does not come as far as sending.
  if (dice < 0.33) await pause(random() * 1_500)
  else
    await until(async () => (await stage.arrived()) > before, 'something to be sent', 15_000)
      .then(() => pause(random() * 500))
      .catch(() => {})
  if (random() < 0.3) return `stopped ${await stop(process)}`
  await process.kill('SIGKILL')
  return 'killed'
}

/** Asks the server, and only the server, to stop: its sender is its own to stop. Resolves to its exit code. */
async function stop({ child }: SenderProcess): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  return gone
}

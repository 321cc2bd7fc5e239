import { until } from '#test/support/until.ts'
import { together } from '../findings.ts'
import { type Findings, findings, type Orders } from '../part.ts'
import { openStage, type Stage } from '../stage.ts'

const HOUR = 3_600_000
/** Mails a second that the operator allows in this part; a clock that jumps does not allow more. */
const RATE = 200

/** The wall clock jumps an hour ahead, two back, one ahead; and summer ends in the middle of a fan-out. */
export async function clock(orders: Orders): Promise<Findings> {
  return together({ steps: await steps(orders), winter: await winter(orders) })
}

async function steps(orders: Orders): Promise<Findings> {
  const { random } = orders
  const mails = Math.min(orders.recipients, 1_500)
  const stage = await openStage({
    ...orders,
    mails,
    texts: Math.min(orders.texts, 40),
    env: { SMTP_RATE: String(RATE) },
    // The carrier's clock stays right.
    carrierNow: Date.now,
    carrier: () => (random() < 0.2 ? { answer: '500', taken: true } : undefined),
  })
  try {
    await stage.sink.behave({
      rules: [{ stage: 'rcpt', each: 1, to: '@d[1-3]\\.', do: { reply: '450 4.2.0 Greylisted' } }],
    })
    await stage.announce()
    stage.startSender()
    for (const [share, step] of [
      [0.2, HOUR],
      [0.45, -2 * HOUR],
      [0.7, HOUR],
    ] as const) {
      await until(async () => (await stage.arrived()) > mails * share, 'the fan-out to get on', 60_000).catch(
        () => orders.say(`stands still before the step of ${step / HOUR} h`),
      )
      stage.clock.step(step)
    }
    const early = await stage.everybodyTold(10_000)
    const most = await mostInASecond(stage)
    stage.clock.speed(240)
    const told = early || (await stage.everybodyTold(45_000))
    await stage.linger(15)
    const found = await findings(stage, { repeatsAllowed: 0 })
    if (!told) found.broken.unshift('Not everybody was told in time.')
    if (most > RATE * 1.5) found.broken.push(`A burst: ${most} mails in a second, where ${RATE} are allowed.`)
    return { ...found, figures: { most_in_a_second: most } }
  } finally {
    await stage.close()
  }
}

/** Summer ends at one o'clock UTC while mails leave. */
async function winter(orders: Orders): Promise<Findings> {
  const mails = Math.min(orders.recipients, 1_000)
  const stage = await openStage({
    ...orders,
    mails,
    texts: 0,
    at: Date.parse('2026-10-25T00:59:50Z'),
    env: { TZ: 'Europe/Lisbon', SMTP_RATE: String(RATE) },
  })
  try {
    await stage.announce()
    stage.startSender()
    await until(async () => (await stage.arrived()) > mails / 4, 'a quarter to be told', 60_000)
    stage.clock.set(Date.parse('2026-10-25T00:59:59.500Z'))
    const told = await stage.everybodyTold(60_000)
    await stage.linger(70, 600)
    const found = await findings(stage, { repeatsAllowed: 0, free: true })
    if (!told) found.broken.unshift('Not everybody was told in time.')
    return found
  } finally {
    await stage.close()
  }
}

/** The most mails that came within one second of real time. */
async function mostInASecond(stage: Stage): Promise<number> {
  const instants: number[] = []
  for await (const { firstAt } of stage.sink.deliveries()) instants.push(firstAt)
  instants.sort((a, b) => a - b)
  let from = 0
  let most = 0
  for (const [to, at] of instants.entries()) {
    while (at - (instants[from] ?? 0) > 1_000) from += 1
    most = Math.max(most, to - from + 1)
  }
  return most
}

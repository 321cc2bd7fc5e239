import type { SmsBehaviour, Step } from '#test/support/twilio-stand-in.ts'
import { MARK } from '../judge.ts'
import { type Findings, findings, type Orders } from '../part.ts'
import { openStage } from '../stage.ts'

const FAST = 20
const STATUSES = ['queued', 'sending', 'sent', 'delivered']

/**
 * A carrier that asks for patience, fails after taking a text, hangs and cuts the line, and reports in any order, late
 * and twice, through the hooks of the real page: each number gets exactly one text for each announcement.
 */
export async function carrier(orders: Orders): Promise<Findings> {
  const texts = Math.min(orders.texts, 2_000)
  const faults: Record<string, number> = {}
  const stage = await openStage({
    ...orders,
    mails: 0,
    texts,
    open: true,
    carrier: moodyCarrier(orders, faults),
  })
  try {
    await stage.announce()
    await stage.announce()
    stage.startSender()
    stage.clock.speed(FAST)
    const told = await stage.everybodyTold(60_000 + texts * 100)
    await stage.linger(10, FAST)
    const found = await findings(stage, { repeatsAllowed: 0 })
    if (!told) found.broken.unshift('Not everybody was told in time.')
    orders.say(JSON.stringify(faults))
    return found
  } finally {
    await stage.close()
  }
}

/** What it does at the first request for a text to a number; from the second on it is well. */
function moodyCarrier({ random }: Orders, faults: Record<string, number>) {
  const asked = new Set<string>()
  return ({ to, body }: { to: string; body: string }): SmsBehaviour => {
    const report = random() < 0.7 ? shuffled(random) : []
    // Its words may differ from one try to the next (a hint how to stop), its update does not.
    const key = `${to} ${MARK.exec(body)?.[0]}`
    if (asked.has(key)) return { report }
    asked.add(key)
    const [name, behaviour] = mood(random(), report)
    faults[name] = (faults[name] ?? 0) + 1
    return behaviour
  }
}

function mood(dice: number, report: Step[]): [name: string, behaviour: SmsBehaviour] {
  const throttle = { status: 429, code: 20429, message: 'Too Many Requests' }
  if (dice < 0.06) return ['429', { refuse: { ...throttle, retryAfter: 2 } }]
  if (dice < 0.12) return ['500 after taking it', { answer: '500', taken: true, report }]
  if (dice < 0.16) return ['500', { answer: '500', taken: false }]
  if (dice < 0.2) return ['silence after taking it', { answer: 'hang', taken: true, report }]
  if (dice < 0.23) return ['silence', { answer: 'hang', taken: false }]
  if (dice < 0.29) return ['cut after taking it', { answer: 'reset', taken: true, report }]
  if (dice < 0.33) return ['cut', { answer: 'reset', taken: false }]
  return ['taken', { report }]
}

/** What follows on a text, in any order, some of it late and some of it twice. */
function shuffled(random: () => number): Step[] {
  return STATUSES.map((status) => ({ status, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ status }) => ({ status, afterMs: random() * 400, times: random() < 0.3 ? 2 : 1 }))
}

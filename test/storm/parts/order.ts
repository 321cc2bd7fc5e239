import { setTimeout as pause } from 'node:timers/promises'
import { subscriptionToken } from '#src/subscribers/token.ts'
import type { SmsBehaviour } from '#test/support/twilio-stand-in.ts'
import { MARK } from '../judge.ts'
import { type Findings, findings, type Orders } from '../part.ts'
import { openStage, type Stage } from '../stage.ts'

const FAST = 30
const UPDATES = 8
const LEAVERS = 150
/** A message that was on its way when somebody left may still arrive, so much later (real ms). */
const IN_FLIGHT = 3_000

/**
 * Update after update of two posts, during kills, temporary refusals and lost replies, while people leave by the link
 * in their mail: nobody hears an older state after a newer one, and nobody who has left hears anything.
 */
export async function order(orders: Orders): Promise<Findings> {
  const { random } = orders
  const mails = Math.min(orders.recipients, 1_200)
  const texts = Math.min(orders.texts, 60)
  const carrier = moodyOnce(random)
  const stage = await openStage({ ...orders, mails, texts, open: true, carrier })
  try {
    await stage.sink.behave({
      rules: [
        { stage: 'rcpt', share: 0.2, do: { reply: '450 4.2.1 Mailbox busy' } },
        { stage: 'rcpt', share: 0.1, do: { reply: '451 4.3.0 Overloaded' } },
        { stage: 'dot', share: 0.01, do: { drop: true, keep: true } },
        { stage: 'dot', share: 0.01, do: { drop: true } },
      ],
    })
    const posts = [await stage.announce(), await stage.announce()]
    stage.clock.speed(FAST)
    const leaving = leaveOneByOne(stage, orders)
    const killed = await sayAndKill(stage, posts, random)
    const unanswered = await leaving
    await stage.sink.behave({})
    const told = await stage.everybodyTold(120_000)
    await stage.linger(20)
    const lost = (await stage.sink.counts()).refused['dot lost reply'] ?? 0
    const found = await findings(stage, { repeatsAllowed: lost * 8 + killed * 72 })
    if (!told) found.broken.unshift('Not everybody was told in time.')
    if (unanswered) found.broken.push(`${unanswered} who left got no 200.`)
    return { ...found, kills: killed, figures: { left: stage.left.size } }
  } finally {
    await stage.close()
  }
}

/** Fails now and then, but no text twice: after two silent tries the product rightly gives up (S3). */
function moodyOnce(random: () => number): (request: { to: string; body: string }) => SmsBehaviour {
  const failed = new Set<string>()
  return ({ to, body }) => {
    const key = `${to} ${MARK.exec(body)?.[0]}`
    const behaviour = failed.has(key) ? undefined : moody(random())
    if (behaviour) failed.add(key)
    return behaviour
  }
}

function moody(dice: number): SmsBehaviour {
  if (dice < 0.1) return { answer: '500', taken: true }
  return dice < 0.15 ? { answer: 'reset', taken: false } : undefined
}

/** Each update comes a few minutes after the one before, and every other time the sender dies without warning. */
async function sayAndKill(stage: Stage, posts: number[], random: () => number): Promise<number> {
  let kills = 0
  let sender = stage.startSender()
  for (let said = 1; said < UPDATES; said++) {
    for (const post of posts) {
      await getOn(stage, random)
      if (random() < 0.5) {
        await sender.kill('SIGKILL')
        kills += 1
        await stage.follow(post)
        sender = stage.startSender()
      } else await stage.follow(post)
    }
  }
  return kills
}

/** Lets some be told of what was said last: a tenth of everybody, or nearly all, or whoever can be told in a while. */
async function getOn(stage: Stage, random: () => number): Promise<void> {
  const enough = (await stage.arrived()) + random() * (stage.town.mails + stage.town.texts)
  for (const end = Date.now() + 6_000; Date.now() < end && (await stage.arrived()) < enough; ) await pause(50)
}

/** Readers of mail leave at random moments, by the button of their mail program. Returns how many were not answered well. */
async function leaveOneByOne(stage: Stage, { random, recipients }: Orders): Promise<number> {
  const { town, db, publicUrl, left } = stage
  let unanswered = 0
  for (let i = 0; i < Math.min(LEAVERS, recipients / 5); i++) {
    await pause(random() * 300)
    const reader = Math.floor(random() * town.mails)
    const id = town.idOf(reader)
    const { version } = await db
      .selectFrom('subscribers')
      .select('version')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const answer = await fetch(`${publicUrl}/u/${subscriptionToken(id, version)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
    await answer.arrayBuffer()
    if (answer.status !== 200) unanswered += 1
    else if (!left.has(reader)) left.set(reader, Date.now() + IN_FLIGHT)
  }
  return unanswered
}

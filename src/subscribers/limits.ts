import type { Db } from '#db/open.ts'
import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { type Limit, networkOf, release, take } from '#src/throttle.ts'
import { countryIsOpen, noteCodeSent, tellClosed } from './country.ts'
import { occasionOf, type Visitor } from './subscriber.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Until the person confirms, or for good. */
const EVER = 3650 * DAY

const PER_VISITOR: Record<ReturnType<typeof occasionOf>, Limit> = {
  confirm: { limit: 5, windowMs: HOUR },
  code: { limit: 10, windowMs: 4 * HOUR },
}
const PER_DOMAIN: Limit = { limit: 20, windowMs: MINUTE }
const PER_HOST: Limit = { limit: 5, windowMs: HOUR }
const PER_COUNTRY: Limit = { limit: 200, windowMs: DAY }
const ALL_CODES: Limit = { limit: 1000, windowMs: DAY }

/** Domains so large that strangers share them: a rush there is nobody's attack. */
const LARGE_DOMAINS = new Set(
  'gmail.com outlook.com hotmail.com live.com msn.com yahoo.com aol.com icloud.com me.com gmx.de gmx.net web.de proton.me protonmail.com'.split(
    ' ',
  ),
)

/** Counts one visitor's asking. Throws a {@link Refusal} with a plain sentence when it was too often. */
export async function limitVisitor(db: Db, channel: Channel, { ip, now }: Visitor): Promise<void> {
  if (ip === null) return
  const occasion = occasionOf(channel)
  if (await take(db, `subscribe-ip-${channel}`, networkOf(ip), PER_VISITOR[occasion], now)) return
  throw new SpokenRefusal('limited', { form: occasion === 'confirm' ? 'oftenMail' : 'oftenText' })
}

/**
 * Whether this address may be asked once more, and if so counts it. What a visitor sees must not depend on the
 * answer: it would tell them whether somebody else has asked for this address.
 */
export async function mayAsk(
  db: Db,
  to: { channel: Channel; address: string; country: string | null },
  now: number,
): Promise<boolean> {
  if (occasionOf(to.channel) === 'code') return mayText(db, to.address, to.country ?? '', now)
  return aboutOf(to.channel).field === 'email' ? mayMail(db, to.address, now) : mayPost(db, to, now)
}

/** Nobody's machine is bothered through us: five are asked at one host in an hour, whoever asks. */
async function mayPost(db: Db, { channel, address }: { channel: Channel; address: string }, now: number) {
  // One machine, at whichever of its ports and however its name is spelt.
  const host = URL.parse(address)?.hostname.replace(/\.$/, '') ?? ''
  return (
    (!aboutOf(channel).anyHost || (await take(db, 'confirm-host', host, PER_HOST, now))) &&
    (await take(db, 'confirm-day', address, { limit: 1, windowMs: DAY }, now)) &&
    (await take(db, 'confirm-ever', address, { limit: 3, windowMs: EVER }, now))
  )
}

async function mayMail(db: Db, address: string, now: number): Promise<boolean> {
  const one = foldAddress(address)
  const domain = one.slice(one.lastIndexOf('@') + 1)
  return (
    (LARGE_DOMAINS.has(domain) || (await take(db, 'confirm-domain', domain, PER_DOMAIN, now))) &&
    (await mayMailOnce(db, one, now))
  )
}

/**
 * The same for an address from a list that staff bring, of which a whole company may be part: without the limit of its
 * domain, since the list has a pace of its own.
 */
export function mayAskListed(db: Db, address: string, now: number): Promise<boolean> {
  return mayMailOnce(db, foldAddress(address), now)
}

async function mayMailOnce(db: Db, one: string, now: number): Promise<boolean> {
  return (
    (await take(db, 'confirm-day', one, { limit: 1, windowMs: DAY }, now)) &&
    (await take(db, 'confirm-ever', one, { limit: 3, windowMs: EVER }, now))
  )
}

async function mayText(db: Db, number: string, country: string, now: number): Promise<boolean> {
  if (!(await countryIsOpen(db, country))) {
    await tellClosed(db, country, now)
    return false
  }
  const allowed =
    (await take(db, 'code-minute', number, { limit: 1, windowMs: MINUTE }, now)) &&
    (await take(db, 'code-day', number, { limit: 3, windowMs: DAY }, now)) &&
    (await take(db, 'code-country', country, PER_COUNTRY, now)) &&
    (await take(db, 'code-all', '', ALL_CODES, now))
  if (allowed) await noteCodeSent(db, country, now)
  return allowed
}

/** Whether the way to its page may be mailed to an address once more, and if so counts it. */
export async function mayShowWay(db: Db, address: string, now: number): Promise<boolean> {
  const one = foldAddress(address)
  return (
    (await take(db, 'way-minute', one, { limit: 1, windowMs: 2 * MINUTE }, now)) &&
    (await take(db, 'way-day', one, { limit: 5, windowMs: DAY }, now))
  )
}

/** The person has shown that the address is theirs: earlier asking in vain no longer counts. */
export async function forgetAsking(db: Db, channel: Channel, address: string): Promise<void> {
  if (occasionOf(channel) === 'confirm') await release(db, 'confirm-ever', countedAs(channel, address))
}

/** They have left by their own hand and may change their mind today. */
export async function allowReturn(db: Db, channel: Channel, address: string): Promise<void> {
  if (occasionOf(channel) === 'confirm') await release(db, 'confirm-day', countedAs(channel, address))
}

const countedAs = (channel: Channel, address: string) =>
  aboutOf(channel).field === 'email' ? foldAddress(address) : address

/** One mailbox has many spellings; for counting they are one. */
export function foldAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1).replace(/^googlemail\.com$/, 'gmail.com')
  const local = address.slice(0, at).replace(/(?<=.)\+.*$/, '')
  return `${domain === 'gmail.com' ? local.replaceAll('.', '') : local}@${domain}`
}

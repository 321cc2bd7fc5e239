import { setTimeout as wait } from 'node:timers/promises'
import { findPage } from '#db/queries/page.ts'
import { listComponents } from '#db/queries/status.ts'
import type { Channel } from '#src/channels/index.ts'
import { db, readDb } from '#src/database.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { channelOf, readAddress } from '#src/subscribers/address.ts'
import { NOTHING, parseChoices } from '#src/subscribers/choices.ts'
import { refuseHaste } from '#src/subscribers/form-seal.ts'
import { maskAddress } from '#src/subscribers/mask.ts'
import { PROVED } from '#src/subscribers/proved.ts'
import { parsePerson } from '#src/subscribers/read-form.ts'
import { passRush } from '#src/subscribers/rush.ts'
import { type Asked, type Asking, subscribe } from '#src/subscribers/subscribe.ts'
import { sendWayIn } from '#src/subscribers/way-in.ts'
import { type Way, waysIn } from '#src/subscribers/ways.ts'
import { offeredBy } from '#src/words/offered.ts'
import type { Said } from '#src/words/refusals/index.ts'
import { one, type Visit } from './door.ts'

/**
 * An address that was asked today, or may not be written to, is less work than a new one. With this, in ms, the answer
 * takes as long for each, and the clock tells nobody which it was (W6).
 */
const ANSWER_AFTER = 200

/** Asks each address that was given, by mail or phone or another way; or the one that is to be told about one post. */
export async function subscribeAll(sent: Visit): Promise<Asked[]> {
  const formKey = refuseHaste(one(sent, 'seal'), sent.now)
  refuseTrapped(sent)
  const askings = await (one(sent, 'post') ? readFollowing(sent) : readForm(sent))
  await refuseRush(sent, formKey)
  const floor = wait(ANSWER_AFTER)
  const asked: Asked[] = []
  for (const asking of askings) asked.push(await subscribe(db(), { ...asking, formKey }, sent))
  await floor
  return asked
}

/** Sends the way to their own page to whoever reads an address, if we know it. */
export async function findWay(sent: Visit): Promise<Asked> {
  const formKey = refuseHaste(one(sent, 'seal'), sent.now)
  refuseTrapped(sent)
  const address = one(sent, 'address')
  readAddress(channelOf(address), address, { field: 'address' })
  await refuseRush(sent, formKey)
  const floor = wait(ANSWER_AFTER)
  const asked = await sendWayIn(db(), { address, formKey }, sent)
  await floor
  return asked
}

function refuseTrapped(sent: Visit): void {
  if (one(sent, 'more')) throw new SpokenRefusal('invalid', { form: 'formTrap' })
}

function refuseRush(sent: Visit, seal: string): Promise<void> {
  const said = PROVED.map((name) => one(sent, name)).join('\n')
  return passRush(db(), { seal, proof: one(sent, 'proof'), said }, sent.now)
}

type Read = Omit<Asking, 'formKey'>

/** Everything that is wrong at once, so that nobody sends a form three times. */
async function readForm(sent: Visit): Promise<Read[]> {
  const wrong: Record<string, Said> = {}
  const given = waysIn((name) => one(sent, name))
  if (!given.length) wrong.email = 'addressNone'
  for (const { channel, address } of given) attempt(wrong, () => readAddress(channel, address))
  const components = await listComponents(readDb())
  const choices = attempt(wrong, () => parseChoices(sent.typed, { components }))
  const spoken = await personOf(sent, wrong)
  if (!choices || !spoken || Object.keys(wrong).length) throw new SpokenRefusal('invalid', wrong)
  return given.map((way) => ({ ...way, choices, person: spoken, also: besides(way, given) }))
}

/** The other addresses of a form, as somebody may see them who may be a stranger to whoever typed them. */
function besides(way: Way, given: Way[]): string | null {
  const others = given.filter((other) => other !== way)
  const masked = others.map(({ channel, address }) => maskAddress(readAddress(channel, address).address))
  return masked.length ? masked.join(', ') : null
}

/** One address, for one post. */
async function readFollowing(sent: Visit): Promise<Read[]> {
  const address = one(sent, 'address')
  if (!address.trim()) throw new SpokenRefusal('invalid', { address: 'addressNone' })
  const channel: Channel = channelOf(address)
  readAddress(channel, address, { field: 'address' })
  const wrong: Record<string, Said> = {}
  const person = await personOf(sent, wrong)
  if (!person) throw new SpokenRefusal('invalid', wrong)
  return [{ channel, address, choices: NOTHING, person, follow: one(sent, 'post') }]
}

/** How they are spoken to: in the language of the form, unless they chose another. */
async function personOf(sent: Visit, wrong: Record<string, Said>) {
  const { offered } = offeredBy(await findPage(readDb()))
  const { language } = sent.context.locals
  return attempt(wrong, () => parsePerson(sent.typed, offered, { name: null, language, timeZone: null }))
}

function attempt<Value>(wrong: Record<string, Said>, read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SpokenRefusal)) throw error
    Object.assign(wrong, error.said)
  }
}

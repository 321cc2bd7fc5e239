import { setTimeout as pause } from 'node:timers/promises'
import { CHANNEL_NAMES } from '#src/channels/index.ts'
import { db } from '#src/database.ts'
import { type Problems, Refusal } from '#src/refusal.ts'
import { readAddress } from '#src/subscribers/address.ts'
import { parseChoices } from '#src/subscribers/choices.ts'
import { enterCode } from '#src/subscribers/code.ts'
import { confirm } from '#src/subscribers/confirm.ts'
import { refuseHaste } from '#src/subscribers/form-seal.ts'
import { changePreferences } from '#src/subscribers/preferences.ts'
import { type Asked, subscribe } from '#src/subscribers/subscribe.ts'
import type { Subscriber } from '#src/subscribers/subscriber.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { leave } from '#src/subscribers/unsubscribe.ts'
import { publicDoor, type Visit } from './door.ts'

/** What people say about hearing from us; a link or a code is their proof. */
export const subscribers = {
  /** Asks each address that was given, by mail or phone or both. */
  subscribe: publicDoor(async (sent): Promise<Asked[]> => {
    const formKey = refuseHaste(one(sent, 'seal'), sent.now)
    if (one(sent, 'more'))
      throw new Refusal('invalid', { form: 'Leave the hidden field of this form empty, please.' })
    const { choices, channels } = readForm(sent)
    const floor = pause(ANSWER_AFTER)
    const asked: Asked[] = []
    for (const channel of channels)
      asked.push(
        await subscribe(db(), { channel, address: one(sent, FIELD[channel]), choices, formKey }, sent),
      )
    await floor
    return asked
  }),

  confirm: publicDoor(async (sent) => preferencesOf(await confirm(db(), one(sent, 'token'), sent))),

  enterCode: publicDoor(async (sent) => {
    const [number, ticket, code] = [one(sent, 'number'), one(sent, 'ticket'), one(sent, 'code')]
    return preferencesOf(await enterCode(db(), { number, ticket, code }, sent))
  }),

  choose: publicDoor((sent) =>
    changePreferences(db(), one(sent, 'token'), { choices: parseChoices(sent.typed) }, sent),
  ),

  leave: publicDoor(async (sent) => {
    if (!(await leave(db(), one(sent, 'token'), 'page', sent)))
      throw new Refusal('not_found', { form: 'This link is not complete. Use one from a message of ours.' })
  }),
}

/**
 * An address that was asked today, or may not be written to, is less work than a new one. With this, in ms, the answer
 * takes as long for each, and the clock tells nobody which it was (W6).
 */
const ANSWER_AFTER = 200

const FIELD = { email: 'email', sms: 'phone' } as const

/** Everything that is wrong at once, so that nobody sends a form three times. */
function readForm(sent: Visit) {
  const problems: Problems = {}
  const channels = CHANNEL_NAMES.filter((channel) => one(sent, FIELD[channel]).trim() !== '')
  if (!channels.length) problems.email = 'Give your mail address or your mobile number.'
  for (const channel of channels) attempt(problems, () => readAddress(channel, one(sent, FIELD[channel])))
  const choices = attempt(problems, () => parseChoices(sent.typed))
  if (!choices || Object.keys(problems).length) throw new Refusal('invalid', problems)
  return { choices, channels }
}

function attempt<Value>(problems: Problems, read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    Object.assign(problems, error.problems)
  }
}

/** Where a confirmed subscriber goes next. */
function preferencesOf({ id, version }: Subscriber): string {
  return `/subscriptions/${subscriptionToken(id, version)}?welcome`
}

function one(sent: Visit, name: string): string {
  const value = sent.typed[name]
  return (Array.isArray(value) ? value.at(-1) : value) ?? ''
}

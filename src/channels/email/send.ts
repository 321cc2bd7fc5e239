import type { DkimConfig } from '#src/config/dkim.ts'
import type { Config } from '#src/config.ts'
import type { Carrier, Notice, Outcome } from '../channel.ts'
import { meaningOf, shown } from './answers.ts'
import { composer } from './compose.ts'
import { destinationOf } from './destination.ts'
import type { MailSettings } from './message.ts'
import { openPool, type PoolSettings } from './pool.ts'
import { signer } from './sign.ts'
import type { Handover } from './work.ts'

export type EmailSettings = MailSettings & PoolSettings & { dkim?: DkimConfig | null }

/** The carrier as it is configured. */
export const open = ({ email }: Config): Carrier => openEmail(email as EmailSettings)

/** How long `close` waits for mails that are on their way. */
const GRACE_MS = 25_000

/** The carrier of mail: a few kept-open connections to one relay. */
export function openEmail(settings: EmailSettings): Carrier {
  const pool = openPool(settings)
  const compose = composer(settings, settings.dkim ? signer(settings.dkim) : undefined)
  let inFlight = 0
  let drained: (() => void) | undefined
  let closing = false

  async function send(notice: Notice): Promise<Outcome> {
    if (closing) return outcomeOf({ stage: 'connect', fault: 'ECLOSED' })
    inFlight += 1
    try {
      const parcel = compose(notice)
      return outcomeOf(await pool.hand(parcel instanceof Promise ? await parcel : parcel))
    } catch (error) {
      // A notice that cannot be set as mail fails by itself and takes nobody with it.
      const answer = shown(error instanceof Error ? error.message : String(error))
      return { result: 'failed', code: 'ECOMPOSE', answer }
    } finally {
      inFlight -= 1
      if (!inFlight) drained?.()
    }
  }

  return {
    channel: 'email',
    // One message on its way and one envelope behind it.
    concurrency: 2 * settings.connections,
    send,
    destinationOf,
    weightOf: () => 1,
    async close() {
      closing = true
      await new Promise<void>((resolve) => {
        if (!inFlight) return resolve()
        drained = resolve
        setTimeout(resolve, GRACE_MS).unref()
      })
      pool.close()
    },
  }
}

/** By far the most of all outcomes; what a relay says when it takes a mail is kept by nobody. */
const SENT: Outcome = Object.freeze({ result: 'sent', code: '250' })

function outcomeOf(handover: Handover): Outcome {
  if (!('accepted' in handover)) return meaningOf(handover).outcome
  return handover.accepted.startsWith('250') ? SENT : { result: 'sent', code: handover.accepted.slice(0, 3) }
}

import type { Db } from '#db/open.ts'
import type { Carrier, Notice, Outcome } from '#src/channels/channel.ts'
import type { Journal } from './journal.ts'
import type { Rates } from './pace.ts'

/** What a deliverer works with. */
export interface Sending {
  db: Db
  carrier: Carrier
  /** The instance that claims. */
  owner: string
  /** The wall clock: what is written down. */
  now: () => number
  /** Milliseconds that only go forward: every wait and duration (D6). */
  elapsed?: () => number
  random?: () => number
  /** What the operator allows; without them, what the relay takes. */
  rates?: Rates
  /** The first day of a new domain's warm-up plan. */
  rampFrom?: string | null
  /** Messages a day that the carrier allows; a tenth of them stays for what is urgent. */
  dailyCap?: number | null
  journal?: Journal
  log?: { info: (fields: object, text: string) => void; error: (fields: object, text: string) => void }
}

/** Carriers do not throw; from one that does we do not know whether the message has left. */
export async function outcomeOf(carrier: Carrier, notice: Notice): Promise<Outcome> {
  try {
    return await carrier.send(notice)
  } catch (error) {
    return { result: 'unknown', code: 'ECARRIER', answer: String(error).slice(0, 200) }
  }
}

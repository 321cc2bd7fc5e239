import type { Db } from '#db/open.ts'
import type { Channel } from '#src/channels/channel.ts'
import type { Config } from '#src/config.ts'
import { type Journal, openJournal } from '#src/deliveries/journal.ts'
import type { Rates } from '#src/deliveries/pace.ts'
import { clearJournals, settleJournals } from '#src/deliveries/recover.ts'

/** How fast a channel may send, and where it keeps its journal. */
export interface Means {
  journalDir: string
  rates: Record<Channel, Rates>
  rampFrom: string | null
  /** Texts a day that the account or network allows. */
  smsDailyCap: number | null
}

/** A carrier counts seconds by its own clock, and what was on its way longer comes closer together there. */
const SMS_SLACK = 0.95

export function meansOf({ journalDir, email, sms }: Config): Means {
  return {
    journalDir,
    rates: {
      email: { all: email?.rate ?? null, destination: email?.destinationRate ?? null },
      sms: { all: sms?.rate ? sms.rate * SMS_SLACK : null, destination: null },
    },
    rampFrom: email?.rampFrom ?? null,
    smsDailyCap: sms?.dailyCap ?? null,
  }
}

/** A journal of which nobody has asked for so long tells nothing that the ledger can still use. */
const JOURNAL_KEPT = 7 * 86_400_000

export type Log = Record<'info' | 'error', (fields: object, text: string) => void>

/** What each deliverer is given of the means, and how the journals of dead senders are settled; nothing without means. */
export function meansOfSender(db: Db, means: Means | undefined, log: Log) {
  const onFault = (error: unknown) =>
    log.error({ err: error }, 'The journal cannot be written; results go to the ledger sooner instead')

  return {
    meansFor(channel: Channel, owner: string) {
      if (!means) return {}
      const { journalDir, rates, rampFrom, smsDailyCap } = means
      const journal = journalIn(journalDir, { owner, channel }, onFault)
      const dailyCap = channel === 'sms' ? smsDailyCap : null
      return { rates: rates[channel], rampFrom, dailyCap, journal }
    },

    /** Old journals that no sender will ask for do not stay for ever. */
    async clear(now: number): Promise<void> {
      try {
        const files = means ? await clearJournals(db, means.journalDir, now - JOURNAL_KEPT) : 0
        if (files) log.info({ files }, 'Removed old journals of senders that are gone')
      } catch (error) {
        log.error({ err: error }, 'An old journal could not be read or removed')
      }
    },

    /** A journal that cannot be read does not keep a dead sender's claims from being freed. */
    async settle(instance: string): Promise<void> {
      try {
        const told = means ? await settleJournals(db, means.journalDir, instance) : 0
        if (told) log.info({ instance, told }, 'Wrote down what a sender that died had handed over')
      } catch (error) {
        log.error({ err: error }, 'The journal of a sender that died cannot be read')
      }
    },
  }
}

/** Without one, results are written sooner. */
function journalIn(...[folder, whose, onFault]: Parameters<typeof openJournal>): Journal | undefined {
  try {
    return openJournal(folder, whose, onFault)
  } catch (error) {
    onFault(error)
    return undefined
  }
}

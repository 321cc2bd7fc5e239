import type { Db } from '#db/open.ts'
import type { Pace } from '#src/channels/about.ts'
import type { Channel } from '#src/channels/channel.ts'
import { aboutOf, byChannel } from '#src/channels/index.ts'
import type { Config } from '#src/config.ts'
import { type Journal, openJournal } from '#src/deliveries/journal.ts'
import { clearJournals, settleJournals } from '#src/deliveries/recover.ts'

/** How fast a channel may send, and where it keeps its journal. */
export interface Means {
  journalDir: string
  paces: Record<Channel, Pace>
}

export function meansOf(config: Config): Means {
  return { journalDir: config.journalDir, paces: byChannel((channel) => aboutOf(channel).pace(config)) }
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
      const { rampFrom, dailyCap, ...rates } = means.paces[channel]
      return { rates, rampFrom, dailyCap, journal: journalIn(means.journalDir, { owner, channel }, onFault) }
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

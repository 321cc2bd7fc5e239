import type { Db } from '#db/open.ts'
import { subscriberRow } from '#test/support/makers.ts'

/** Whom the drill subscribed: the list against which everything is judged. Readers are numbered from 0, mails first. */
export interface Town {
  mails: number
  texts: number
  addressOf(reader: number): string
  /** The reader of an address as it stands in an envelope; -1: nobody of ours. */
  readerOf(address: string): number
  /** The row of a reader in `subscribers`. */
  idOf(reader: number): number
}

/** How many domains the readers' addresses are spread over. */
const DOMAINS = 40
const AT_ONCE = 500
const FIRST_NUMBER = 12_122_000_000

/** Subscribes `mails` readers by mail and `texts` by text message, all confirmed and wanting everything. */
export async function settle(db: Db, { mails, texts }: { mails: number; texts: number }): Promise<Town> {
  const addressOf = (reader: number) =>
    reader < mails ? `r${reader}@d${reader % DOMAINS}.test` : `+${FIRST_NUMBER + reader - mails}`
  const all = mails + texts
  let base = 0
  for (let from = 0; from < all; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, all - from) }, (_, i) =>
      subscriberRow(from + i < mails ? 'email' : 'sms', addressOf(from + i)),
    )
    const rows = await db.insertInto('subscribers').values(some).returning('id').execute()
    if (from === 0) base = Math.min(...rows.map((row) => Number(row.id)))
  }
  return {
    mails,
    texts,
    addressOf,
    readerOf(address) {
      if (address.startsWith('+')) return mails + Number(address) - FIRST_NUMBER
      const reader = Number(/^r(\d+)@/.exec(address)?.[1] ?? -1)
      return reader < mails ? reader : -1
    },
    idOf: (reader) => base + reader,
  }
}

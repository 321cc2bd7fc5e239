import type { Db } from '#db/open.ts'
import { mac } from '#src/keys.ts'
import { NOON } from '#test/support/makers.ts'

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
      rowOf(from + i < mails ? 'email' : 'sms', addressOf(from + i)),
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

function rowOf(channel: 'email' | 'sms', address: string) {
  return {
    channel,
    address,
    address_hash: mac('address', `${channel}:${address}`),
    name: null,
    language: 'en',
    time_zone: null,
    country: channel === 'sms' ? 'US' : null,
    wants_incident: 1,
    wants_closure: 1,
    wants_release: 1,
    every_component: 1,
    created_at: NOON,
    confirmed_at: NOON,
    ended_at: null,
    ended_by: null,
    confirm_nonce: null,
    confirm_until: null,
  }
}

import type { Db } from '#db/open.ts'
import { listConsents } from '#db/queries/consents.ts'
import { listDeliveriesTo, listTagsOf, listTextsFrom } from '#db/queries/erasures.ts'
import { findAddressChange, listFormerAddresses } from '#db/queries/moves.ts'
import { listPostWishes } from '#db/queries/subscriber-posts.ts'
import type { Subscriber } from './subscriber.ts'

const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())

/** All that is kept of a subscriber, to be read by people and programs (GDPR, art. 15 and 20). Instants are ISO 8601. */
export async function exportOf(db: Db, subscriber: Subscriber) {
  const { id, channel, address } = subscriber
  const change = await findAddressChange(db, id)
  return {
    subscriber: {
      ...{ channel, address, country: subscriber.country, name: subscriber.name },
      language: subscriber.language,
      time_zone: subscriber.timeZone,
      asked_at: instant(subscriber.createdAt),
      confirmed_at: instant(subscriber.confirmedAt),
      left_at: instant(subscriber.endedAt),
      left_by: subscriber.endedBy,
    },
    choices: subscriber.choices,
    hours: { ...subscriber.hours, pausedUntil: instant(subscriber.hours.pausedUntil) },
    posts: (await listPostWishes(db, id)).map((one) => ({
      ...{ id: one.id, title: one.title, wish: one.wish },
      at: instant(one.at),
    })),
    tags: await listTagsOf(db, id),
    consents: (await listConsents(db, id)).map(({ at, act, textVersion, ipHash, evidence }) => ({
      at: instant(at),
      ...{ act, text_version: textVersion, visitor_fingerprint: ipHash, evidence: evidence ?? null },
    })),
    messages: (await listDeliveriesTo(db, id)).map(({ sent_at, ...rest }) => ({
      ...rest,
      sent_at: instant(sent_at),
    })),
    texts: (channel === 'sms' ? await listTextsFrom(db, address) : []).map(({ body, at }) => ({
      body,
      at: instant(at),
    })),
    new_address_not_confirmed: change?.address ?? null,
    former_addresses: (await listFormerAddresses(db, id)).map((one) => ({
      address: one.address,
      forgotten_at: instant(one.until),
    })),
  }
}

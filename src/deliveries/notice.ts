import type { Db } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { findRecipients, type RecipientRow } from '#db/queries/deliveries.ts'
import { findPage } from '#db/queries/page.ts'
import type { AnnouncementRow, DeliveryRow } from '#db/schema.ts'
import type { Content, Notice, Recipient, Sender } from '#src/channels/channel.ts'
import { config } from '#src/config.ts'
import { mac } from '#src/keys.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { contentOf } from './content.ts'
import { letterOf } from './letter.ts'

const MONTH = 30 * 86_400_000
const REMEMBER = 10_000

/** The same on every attempt of a delivery, and not to be guessed from its key. */
export function deliveryToken(key: string): string {
  return mac('delivery', key)
}

export function deliveryKey(row: { announcement_id: number; subscriber_id: number }): string {
  return `${row.announcement_id}.${row.subscriber_id}`
}

/** Makes notices, and remembers what the recipients of one announcement have in common. */
export function noticeMaker(db: Db) {
  const remembered = new Map<
    number,
    Promise<{ announcement: AnnouncementRow; content: Content | undefined } | undefined>
  >()
  let since = 0

  /**
   * The notices of claimed deliveries, by delivery key. One that is missing has nothing to say any more:
   * its link was used or replaced, or its subscriber or post is gone. One that cannot be made is its error.
   */
  return async function noticesOf(rows: DeliveryRow[], now: number): Promise<Map<string, Notice | Error>> {
    const sender = await senderOf(db)
    const recipients = await findRecipients(
      db,
      rows.map((row) => row.subscriber_id).filter((id) => id > 0),
    )
    const notices = new Map<string, Notice | Error>()
    for (const row of rows) {
      const notice = await noticeOf(row, recipients.get(row.subscriber_id), sender, now).catch(errorOf)
      if (notice) notices.set(deliveryKey(row), notice)
    }
    return notices
  }

  async function noticeOf(
    row: DeliveryRow,
    recipient: RecipientRow | undefined,
    sender: Sender | undefined,
    now: number,
  ): Promise<Notice | undefined> {
    const shared = await recall(row.announcement_id, now)
    const told = shared && (await whatAndWhom(row, shared, recipient, now))
    if (!sender || !told) return undefined
    const key = deliveryKey(row)
    return { key, token: deliveryToken(key), sender, at: shared.announcement.created_at, ...told }
  }

  function recall(id: number, now: number) {
    // A text that staff have just corrected reaches those who have not been told yet.
    if (Math.abs(now - since) > REMEMBER || remembered.size > 50) {
      remembered.clear()
      since = now
    }
    let shared = remembered.get(id)
    if (!shared) {
      shared = load(id, now)
      remembered.set(id, shared)
      shared.catch(() => remembered.delete(id))
    }
    return shared
  }

  async function load(id: number, now: number) {
    const announcement = await findAnnouncement(db, id)
    return announcement && { announcement, content: await contentOf(db, announcement, now) }
  }

  async function whatAndWhom(
    row: DeliveryRow,
    shared: { announcement: AnnouncementRow; content: Content | undefined },
    recipient: RecipientRow | undefined,
    now: number,
  ): Promise<{ content: Content; to: Recipient } | undefined> {
    if (shared.announcement.post_id === null) return letterOf(db, shared.announcement, recipient, now)
    if (!shared.content || !recipient) return undefined
    return { content: shared.content, to: readerOf(row, recipient, now) }
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

export async function senderOf(db: Db): Promise<Sender | undefined> {
  const page = await findPage(db)
  return (
    page && {
      pageName: page.name,
      publicUrl: config().publicUrl,
      timeZone: page.time_zone,
      contact: { email: page.contact_email, phone: page.contact_phone, url: page.contact_url },
      postalAddress: page.postal_address,
    }
  )
}

function readerOf(row: DeliveryRow, recipient: RecipientRow, now: number): Recipient {
  const token = subscriptionToken(recipient.id, recipient.version)
  return {
    address: recipient.address,
    name: recipient.name,
    language: recipient.language,
    timeZone: recipient.time_zone,
    unsubscribeUrl: `${config().publicUrl}/u/${token}`,
    preferencesUrl: `${config().publicUrl}/subscriptions/${token}`,
    stopHint:
      row.channel === 'sms' && (recipient.stop_hinted_at === null || now - recipient.stop_hinted_at > MONTH),
  }
}

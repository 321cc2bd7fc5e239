import type { Db } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { findRecipients, type RecipientRow } from '#db/queries/deliveries.ts'
import type { AnnouncementRow, DeliveryRow } from '#db/schema.ts'
import type { Channel, Content, Notice, Recipient, Sender } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { config } from '#src/config.ts'
import { mac } from '#src/keys.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { troubleOf } from '#src/trouble.ts'
import type { Language } from '#src/words/language.ts'
import { contentOf } from './content.ts'
import { letterOf } from './letter.ts'
import { senderOf } from './sender.ts'

const MONTH = 30 * 86_400_000
const REMEMBER = 10_000

/** The same on every attempt of a delivery, and not to be guessed from its key. */
export function deliveryToken(key: string): string {
  return mac('delivery', key)
}

export function deliveryKey(row: { announcement_id: number; subscriber_id: number }): string {
  return `${row.announcement_id}.${row.subscriber_id}`
}

interface Shared {
  announcement: AnnouncementRow
  content: Content | undefined
}

/** Makes notices, and remembers what the recipients of one announcement who read one language have in common. */
export function noticeMaker(db: Db) {
  const remembered = new Map<string, Promise<Shared | undefined>>()
  let since = 0

  /**
   * The notices of claimed deliveries, by delivery key. One that is missing has nothing to say any more:
   * its link was used or replaced, or its subscriber or post is gone. One that cannot be made is its error. Rejects when
   * the database is in trouble.
   */
  return async function noticesOf(rows: DeliveryRow[], now: number): Promise<Map<string, Notice | Error>> {
    const notices = new Map<string, Notice | Error>()
    const sender = await senderOf(db)
    if (!sender) return notices
    const recipients = await findRecipients(
      db,
      rows.map((row) => row.subscriber_id).filter((id) => id > 0),
    )
    const alike = Map.groupBy(rows, (row) => {
      const language = recipients.get(row.subscriber_id)?.language ?? 'en'
      return `${row.announcement_id} ${language}`
    })
    for (const [key, some] of alike) {
      const [id, language] = key.split(' ')
      const shared = await recall(Number(id), language as Language, now).catch(errorOf)
      for (const row of some) {
        const recipient = recipients.get(row.subscriber_id)
        const made =
          shared instanceof Error ? shared : tryOut(() => noticeOf(row, shared, recipient, sender, now))
        // Account mail has to be looked up; what thousands get is at hand, and waits for nothing.
        const notice = made instanceof Promise ? await made.catch(errorOf) : made
        if (notice) notices.set(deliveryKey(row), notice)
      }
    }
    return notices
  }

  function noticeOf(
    row: DeliveryRow,
    shared: Shared | undefined,
    recipient: RecipientRow | undefined,
    sender: Sender,
    now: number,
  ): Notice | undefined | Promise<Notice | undefined> {
    if (!shared) return undefined
    const { announcement, content } = shared
    const finish = (told: { content: Content; to: Recipient; sender?: Sender } | undefined) => {
      if (!told) return undefined
      const key = deliveryKey(row)
      return {
        key,
        token: deliveryToken(key),
        sender: told.sender ?? sender,
        content: told.content,
        to: told.to,
        at: announcement.created_at,
      }
    }
    if (announcement.post_id === null) return letterOf(db, announcement, recipient, now, sender).then(finish)
    return content && recipient ? finish({ content, to: readerOf(row, recipient, now) }) : undefined
  }

  function recall(id: number, language: Language, now: number) {
    // A text that staff have just corrected reaches those who have not been told yet.
    if (Math.abs(now - since) > REMEMBER || remembered.size > 100) {
      remembered.clear()
      since = now
    }
    const key = `${id} ${language}`
    let shared = remembered.get(key)
    if (!shared) {
      shared = load(id, language, now)
      remembered.set(key, shared)
      // Whoever waits for it hears of the fault; the next one asks anew.
      shared.catch(() => remembered.delete(key))
    }
    return shared
  }

  async function load(id: number, language: Language, now: number) {
    const announcement = await findAnnouncement(db, id)
    return announcement && { announcement, content: await contentOf(db, announcement, now, language) }
  }
}

function tryOut<T>(make: () => T): T | Error {
  try {
    return make()
  } catch (error) {
    return errorOf(error)
  }
}

/** What this one message is to blame for; of trouble with the database nobody's message is. */
function errorOf(error: unknown): Error {
  if (troubleOf(error)) throw error
  return error instanceof Error ? error : new Error(String(error))
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
      aboutOf(row.channel as Channel).hints &&
      (recipient.stop_hinted_at === null || now - recipient.stop_hinted_at > MONTH),
  }
}

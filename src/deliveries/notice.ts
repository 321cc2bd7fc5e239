import type { Db } from '#db/open.ts'
import { findRecipients, type RecipientRow } from '#db/queries/deliveries.ts'
import { listParts } from '#db/queries/digests.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Channel, Content, Notice, Recipient, Sender } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { config } from '#src/config.ts'
import { mac } from '#src/keys.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import type { Language } from '#src/words/language.ts'
import { hoursKeeper } from './keeper.ts'
import { letterOf } from './letter.ts'
import { senderOf } from './sender.ts'
import { errorOf, isDigest, type Shared, sharedContents } from './shared.ts'

const MONTH = 30 * 86_400_000

/** The same on every attempt of a delivery, and not to be guessed from its key. */
export function deliveryToken(key: string): string {
  return mac('delivery', key)
}

export function deliveryKey(row: { announcement_id: number; subscriber_id: number }): string {
  return `${row.announcement_id}.${row.subscriber_id}`
}

/** Makes notices of what recipients have in common and what is each one's own. */
export function noticeMaker(db: Db) {
  const { recall, digested } = sharedContents(db)

  /**
   * The notices of claimed deliveries, by delivery key. One that is missing has nothing to say any more:
   * its link was used or replaced, or its subscriber or post is gone. One that cannot be made is its error. What the hours of
   * its reader keep goes to `kept`, where that is given. Rejects when the database is in trouble.
   */
  return async function noticesOf(
    rows: DeliveryRow[],
    now: number,
    kept?: Set<DeliveryRow>,
  ): Promise<Map<string, Notice | Error>> {
    const notices = new Map<string, Notice | Error>()
    const sender = await senderOf(db)
    if (!sender) return notices
    const recipients = await findRecipients(
      db,
      rows.map((row) => row.subscriber_id).filter((id) => id > 0),
    )
    const keep = hoursKeeper(sender.timeZone, now)
    const alike = Map.groupBy(rows, (row) => {
      const language = recipients.get(row.subscriber_id)?.language ?? 'en'
      return `${row.announcement_id} ${language}`
    })
    for (const [key, some] of alike) {
      const [id, language] = key.split(' ')
      const shared = await recall(Number(id), language as Language, now).catch(errorOf)
      const parts = isDigest(shared) ? await listParts(db, some) : undefined
      for (const row of some) {
        const recipient = recipients.get(row.subscriber_id)
        if (kept && recipient && isKept(row, shared, recipient, keep, now)) {
          kept.add(row)
          continue
        }
        const mine = parts
          ? await digested(shared, parts.get(deliveryKey(row)), language as Language, now)
          : shared
        const made = mine instanceof Error ? mine : tryOut(() => noticeOf(row, mine, recipient, sender, now))
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
    if (announcement.post_id === null && !isDigest(shared))
      return letterOf(db, announcement, recipient, now, sender).then(finish)
    return content && recipient
      ? finish({ content, to: readerOf(row, recipient, announcement.kind, now) })
      : undefined
  }
}

/** Whether it is too late, or too early, for this reader by now: what was let go may have waited since. */
function isKept(
  row: DeliveryRow,
  shared: Shared | Error | undefined,
  recipient: RecipientRow,
  keep: ReturnType<typeof hoursKeeper>,
  now: number,
): boolean {
  if (!shared || shared instanceof Error || shared.announcement.priority === 0) return false
  const { kind, created_at: saidAt } = shared.announcement
  if (recipient.quiet_from === null && row.channel !== 'sms') return false
  return keep(recipient, { channel: row.channel, kind, saidAt, peakImpact: shared.peak }).until > now
}

function tryOut<T>(make: () => T): T | Error {
  try {
    return make()
  } catch (error) {
    return errorOf(error)
  }
}

function readerOf(row: DeliveryRow, recipient: RecipientRow, kind: string | null, now: number): Recipient {
  const token = subscriptionToken(recipient.id, recipient.version)
  return {
    address: recipient.address,
    name: recipient.name,
    language: recipient.language,
    timeZone: recipient.time_zone,
    because: reasonOf(recipient, kind),
    unsubscribeUrl: `${config().publicUrl}/u/${token}`,
    preferencesUrl: `${config().publicUrl}/subscriptions/${token}`,
    stopHint:
      aboutOf(row.channel as Channel).hints &&
      (recipient.stop_hinted_at === null || now - recipient.stop_hinted_at > MONTH),
  }
}

/** Who did not ask for this kind asked for this one post; who did may have chosen parts of what we are. */
function reasonOf(recipient: RecipientRow, kind: string | null): Recipient['because'] {
  const wants = {
    incident: recipient.wants_incident,
    closure: recipient.wants_closure,
    release: recipient.wants_release,
  }
  if (kind && !wants[kind as keyof typeof wants]) return 'post'
  return recipient.every_component ? 'kind' : 'parts'
}

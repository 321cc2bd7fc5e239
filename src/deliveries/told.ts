import type { Db } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { findDelivery, findRecipients } from '#db/queries/deliveries.ts'
import { listEvents } from '#db/queries/events.ts'
import { listStatusesAt } from '#db/queries/status-then.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import type { AnnouncementRow, DeliveryRow } from '#db/schema.ts'
import { cardOf, cardText } from '#src/channels/card.ts'
import type { Channel, Notice } from '#src/channels/channel.ts'
import { mailOf } from '#src/channels/email/message.ts'
import { aboutOf } from '#src/channels/index.ts'
import { smsMessage } from '#src/channels/sms/message.ts'
import { segmentsOf } from '#src/channels/sms/segments.ts'
import { config } from '#src/config.ts'
import type { Post, Update } from '#src/posts/post.ts'
import { inLanguage } from '#src/posts/texts.ts'
import { addressFor } from '#src/subscribers/mask.ts'
import { LANGUAGES, type Language } from '#src/words/language.ts'
import { movedFrom, postContent } from './content.ts'
import { mailSettings } from './preview.ts'
import { senderOf } from './sender.ts'

/** One delivery with all that is known of it. */
export interface Told {
  announcement: AnnouncementRow
  post: Post
  delivery: DeliveryRow
  events: Awaited<ReturnType<typeof listEvents>>
  /** Null when the subscriber has been erased. */
  recipient: { address: string; name: string | null; language: Language; timeZone: string | null } | null
  /** The message as it reads; null when nobody is known to whom it would be addressed. */
  message: ToldMessage | null
}

export type ToldMessage =
  | { channel: 'email'; subject: string; from: string; text: string; html: string }
  | { channel: 'sms'; text: string; characters: number; segments: number }
  | { channel: Exclude<Channel, 'email' | 'sms'>; text: string }

/** Links of a message that is only looked at: they look alike and open nothing. */
const DEAD = 'not-shown-to-staff'
const MONTH = 30 * 86_400_000

/**
 * What one subscriber got, or will get, of an announcement: drawn by the functions that make the message, from the post as
 * it was when it was said. Its links to leave and to choose open nothing. `masked`: without the whole address. Undefined
 * when there is no such delivery of a post.
 */
export async function findTold(
  db: Db,
  announcementId: number,
  subscriberId: number,
  by: { masked: boolean; now: number },
): Promise<Told | undefined> {
  const [announcement, delivery] = await Promise.all([
    findAnnouncement(db, announcementId),
    findDelivery(db, announcementId, subscriberId),
  ])
  const post = announcement?.post_id ? await findPost(db, announcement.post_id) : undefined
  if (!announcement || !delivery || !post) return undefined
  const [events, known] = await Promise.all([
    listEvents(db, announcementId, subscriberId),
    findRecipients(db, [subscriberId]),
  ])
  const row = known.get(subscriberId)
  const recipient = row
    ? {
        address: addressFor({ channel: delivery.channel, address: row.address }, by.masked),
        name: row.name,
        language: row.language as Language,
        timeZone: row.time_zone,
      }
    : null
  const message =
    row && recipient
      ? await messageTo(db, { announcement, delivery, post }, recipient, row.stop_hinted_at, by.now)
      : null
  return { announcement, post, delivery, events, recipient, message }
}

async function messageTo(
  db: Db,
  told: { announcement: AnnouncementRow; delivery: DeliveryRow; post: Post },
  recipient: NonNullable<Told['recipient']>,
  hintedAt: number | null,
  now: number,
): Promise<ToldMessage | null> {
  const { announcement, delivery, post } = told
  const sender = await senderOf(db)
  if (!sender) return null
  const at = delivery.sent_at ?? now
  const { language } = recipient
  const then = inLanguage(postAt(post, announcement.update_id, at), language)
  const statuses = await listStatusesAt(
    db,
    post.components.map(({ id }) => id),
    at,
  )
  const occasion = announcement.occasion as 'update' | 'reminder'
  const { publicUrl } = config()
  const notice: Notice = {
    key: '0.0',
    token: DEAD,
    sender,
    content: postContent(then, then.updates, {
      language,
      occasion,
      statuses,
      now: at,
      movedFrom: movedFrom(announcement),
    }),
    to: {
      ...recipient,
      unsubscribeUrl: `${publicUrl}/u/${DEAD}`,
      preferencesUrl: `${publicUrl}/subscriptions/${DEAD}`,
      stopHint: aboutOf(delivery.channel as Channel).hints && wasHinted(delivery.sent_at, hintedAt),
    },
    at: announcement.created_at,
  }
  return drawn(delivery.channel as Channel, notice)
}

function drawn(channel: Channel, notice: Notice): ToldMessage {
  if (channel === 'sms') {
    const text = smsMessage(notice)
    return { channel, text, characters: [...text].length, segments: segmentsOf(text).count }
  }
  if (channel !== 'email') return { channel, text: cardText(cardOf(notice, aboutOf(channel).label)) }
  const { subject, from, text, html } = mailOf(notice, mailSettings())
  return { channel, subject, from: from.address, text, html }
}

/** The post as it read at an instant: what was said up to the announced update, each text as it stood then. */
function postAt(post: Post, updateId: string | null, at: number): Post {
  const announced = post.updates.find(({ id }) => id === updateId)
  const updates = post.updates
    .filter(({ seq }) => seq <= (announced?.seq ?? Number.POSITIVE_INFINITY))
    .map((update) => ({ ...update, body: bodyAt(update, at) ?? update.body, texts: textsAt(update, at) }))
  return {
    ...post,
    resolvedAt: announced?.state === 'resolved' ? announced.publishedAt : post.resolvedAt,
    updates,
  }
}

/** A text that was edited later is found among its former ones: the oldest of those replaced after that instant. */
function bodyAt(update: Update, at: number, language = update.language): string | undefined {
  const then = update.revisions.findLast((one) => one.replacedAt > at && one.language === language)
  return then?.body ?? (language === update.language ? update.body : update.texts[language])
}

function textsAt(update: Update, at: number): Update['texts'] {
  const texts = LANGUAGES.filter((one) => update.texts[one] !== undefined)
  return Object.fromEntries(texts.map((one) => [one, bodyAt(update, at, one)]))
}

/** Whether the text said how to stop: it does when none has for a month, and notes it as it leaves. */
function wasHinted(sentAt: number | null, hintedAt: number | null): boolean {
  if (hintedAt === null) return true
  if (sentAt === null) return false
  return Math.abs(hintedAt - sentAt) < 5_000 || sentAt - hintedAt > MONTH
}

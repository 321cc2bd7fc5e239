import type { Db } from '#db/open.ts'
import { listComponents } from '#db/queries/status.ts'
import type { Channel, Notice } from '#src/channels/channel.ts'
import { type MailSettings, mailOf } from '#src/channels/email/message.ts'
import { smsMessage } from '#src/channels/sms/message.ts'
import { segmentsOf } from '#src/channels/sms/segments.ts'
import { config } from '#src/config.ts'
import type { Draft } from '#src/posts/draft.ts'
import type { Post } from '#src/posts/post.ts'
import { type Known, postOfDraft, postWithEntry, statusesThen } from '#src/posts/preview.ts'
import type { Entry } from '#src/posts/update.ts'
import { type About, aboutWith, reach } from './audience.ts'
import { postContent } from './content.ts'
import type { Reach } from './reach.ts'
import { nobody, senderOf } from './sender.ts'

/** What will stand on the page and what will be told, to whom, before anything is published. */
export interface Preview {
  post: Post
  reach: Reach
  channels: Channel[]
  mail: { subject: string; text: string; html: string }
  /** `perSecond`: segments the carrier is given a second, where that is settled. */
  sms: { text: string; characters: number; segments: number; perSecond: number | null }
}

/** Exactly what publishing this draft now would show and send. */
export async function previewDraft(
  db: Db,
  draft: Draft,
  by: { author: { name: string }; now: number },
): Promise<Preview> {
  const components = await known(db)
  const post = postOfDraft(draft, { authorName: by.author.name, now: by.now, components })
  const { kind, componentIds, impact } = draft
  return previewOf(db, { post, about: { kind, componentIds, impact }, said: draft }, components, by.now)
}

/** Exactly what another word on a post would show and send. */
export async function previewEntry(
  db: Db,
  before: Post,
  entry: Entry,
  by: { author: { name: string }; now: number },
): Promise<Preview> {
  const components = await known(db)
  const post = postWithEntry(before, entry, { authorName: by.author.name, now: by.now, components })
  return previewOf(db, { post, about: aboutWith(before, entry), said: entry }, components, by.now)
}

async function known(db: Db): Promise<Known> {
  return new Map((await listComponents(db)).map((component) => [component.id, component]))
}

async function previewOf(
  db: Db,
  {
    post,
    about,
    said,
  }: { post: Post; about: About; said: { statuses: Entry['statuses']; channels: Channel[] } },
  components: Known,
  now: number,
): Promise<Preview> {
  const content = postContent(post, post.updates, {
    occasion: 'update',
    statuses: statusesThen(post, said.statuses, components),
    now,
  })
  const notice = await noticeTo(db, content, now)
  const { subject, text, html } = mailOf(notice('email'), mailSettings())
  const counts = await reach(db, about, now)
  return {
    post,
    reach: counts,
    channels: said.channels,
    mail: { subject, text, html },
    sms: smsOf(notice('sms')),
  }
}

/** A notice to a reader who does not exist: its links lead to what they look like, not to anybody's subscription. */
async function noticeTo(
  db: Db,
  content: Notice['content'],
  now: number,
): Promise<(channel: Channel) => Notice> {
  const sender = await senderOf(db)
  const { publicUrl } = config()
  return (channel) => ({
    key: '0.0',
    token: 'preview',
    sender: sender ?? nobody(),
    content,
    to: {
      address: channel === 'email' ? 'reader@example.com' : '+14155550100',
      name: null,
      language: 'en',
      timeZone: null,
      unsubscribeUrl: `${publicUrl}/u/preview`,
      preferencesUrl: `${publicUrl}/subscriptions/preview`,
      stopHint: false,
    },
    at: now,
  })
}

function smsOf(notice: Notice): Preview['sms'] {
  const text = smsMessage(notice)
  const { count } = segmentsOf(text)
  return { text, characters: [...text].length, segments: count, perSecond: config().sms?.rate ?? null }
}

/** As configured; where no relay is set up yet, what a mail would look like all the same. */
export function mailSettings(): MailSettings {
  const domain = new URL(config().publicUrl).hostname
  return (
    config().email ?? {
      from: `status@${domain}`,
      accountFrom: `status@${domain}`,
      domain,
      bounceDomain: null,
    }
  )
}

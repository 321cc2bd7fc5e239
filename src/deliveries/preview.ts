import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { listComponents } from '#db/queries/status.ts'
import type { Channel, Notice } from '#src/channels/channel.ts'
import { type MailSettings, mailOf } from '#src/channels/email/message.ts'
import { smsMessage } from '#src/channels/sms/message.ts'
import { segmentsOf } from '#src/channels/sms/segments.ts'
import { config } from '#src/config.ts'
import { movedFrom, type Times } from '#src/posts/closing.ts'
import type { Draft } from '#src/posts/draft.ts'
import type { Post } from '#src/posts/post.ts'
import { type Known, postOfDraft, postWithEntry, statusesThen } from '#src/posts/preview.ts'
import { inLanguage } from '#src/posts/texts.ts'
import type { Entry } from '#src/posts/update.ts'
import type { Language } from '#src/words/language.ts'
import { offeredBy } from '#src/words/offered.ts'
import { type About, aboutWith, reach } from './audience.ts'
import { postContent } from './content.ts'
import type { Reach } from './reach.ts'
import { nobody, senderOf } from './sender.ts'

/** What will stand on the page and what will be told, to whom, before anything is published. */
export interface Preview {
  /** As it reads in that language. */
  post: Post
  /** In which it is looked at. */
  language: Language
  reach: Reach
  channels: Channel[]
  mail: { subject: string; text: string; html: string }
  /** `perSecond`: segments the carrier is given a second, where that is settled. */
  sms: { text: string; characters: number; segments: number; perSecond: number | null }
}

interface By {
  author: { name: string }
  now: number
  /** In which it is looked at; where nothing is said, the post's own. */
  language?: Language | undefined
}

/** Exactly what publishing this draft now would show and send. */
export async function previewDraft(db: Db, draft: Draft, by: By): Promise<Preview> {
  const [components, page] = await Promise.all([known(db), findPage(db)])
  const language = draft.language ?? offeredBy(page).own
  const post = postOfDraft(draft, { authorName: by.author.name, now: by.now, components, language })
  const { kind, componentIds, impact } = draft
  return previewOf(db, { post, about: { kind, componentIds, impact }, said: draft }, components, by)
}

/** Exactly what another word on a post would show and send. */
export async function previewEntry(db: Db, before: Post, entry: Entry, by: By): Promise<Preview> {
  const components = await known(db)
  const post = postWithEntry(before, entry, { authorName: by.author.name, now: by.now, components })
  const moved = movedFrom(before.window, post.window)
  return previewOf(db, { post, about: aboutWith(before, entry), said: entry, moved }, components, by)
}

async function known(db: Db): Promise<Known> {
  return new Map((await listComponents(db)).map((component) => [component.id, component]))
}

async function previewOf(
  db: Db,
  {
    post: written,
    about,
    said,
    moved = null,
  }: {
    post: Post
    about: About
    said: { statuses: Entry['statuses']; channels: Channel[] }
    moved?: Times | null
  },
  components: Known,
  { now, language = written.language }: By,
): Promise<Preview> {
  const post = inLanguage(written, language)
  const content = postContent(post, post.updates, {
    language,
    occasion: 'update',
    statuses: statusesThen(post, said.statuses, components),
    now,
    movedFrom: moved,
  })
  const notice = await noticeTo(db, content, language, now)
  const { subject, text, html } = mailOf(notice('email'), mailSettings())
  const counts = await reach(db, about, now)
  return {
    post,
    language,
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
  language: Language,
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
      language,
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

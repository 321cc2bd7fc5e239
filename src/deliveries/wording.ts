import type { Db } from '#db/open.ts'
import { findStaff } from '#db/queries/staff.ts'
import type { AnnouncementRow } from '#db/schema.ts'
import type { Channel, Notice, PostContent, Sender } from '#src/channels/channel.ts'
import { mailOf } from '#src/channels/email/message.ts'
import { smsMessage } from '#src/channels/sms/message.ts'
import { segmentsOf } from '#src/channels/sms/segments.ts'
import { config } from '#src/config.ts'
import { examplePost } from '#src/wording/example.ts'
import type { Typing } from '#src/wording/read.ts'
import { mailSettings } from './preview.ts'
import { nobody, senderOf } from './sender.ts'

export interface WordedPreview {
  mail: { subject: string; text: string; html: string }
  sms: { text: string; characters: number; segments: number }
}

/** What a reader named Ana would get about a post that is not, in these words. Sends and keeps nothing. */
export async function previewWording(db: Db, typing: Typing, now: number): Promise<WordedPreview> {
  const sender = worded((await senderOf(db)) ?? nobody(), typing)
  const { publicUrl } = config()
  const notice = (channel: Channel): Notice => ({
    key: '0.0',
    token: 'preview',
    sender,
    content: examplePost(typing, sender, now),
    to: {
      address: channel === 'email' ? 'ana@example.com' : '+14155550100',
      name: 'Ana',
      language: typing.language,
      timeZone: null,
      unsubscribeUrl: `${publicUrl}/u/preview`,
      preferencesUrl: `${publicUrl}/subscriptions/preview`,
      stopHint: true,
    },
    at: now,
  })
  const { subject, text, html } = mailOf(notice('email'), mailSettings())
  const sms = smsMessage(notice('sms'))
  return {
    mail: { subject, text, html },
    sms: { text: sms, characters: [...sms].length, segments: segmentsOf(sms).count },
  }
}

/** A test letter as it is at the moment it is sent; undefined for somebody who may not sign in any more. */
export async function rehearsalLetter(
  db: Db,
  { id, letter, created_at }: AnnouncementRow,
  sender: Sender,
): Promise<{ content: PostContent; staff: { email: string; name: string }; sender: Sender } | undefined> {
  const { staffId, ...typing }: Typing & { staffId: number } = JSON.parse(letter ?? '{}')
  const staff = await findStaff(db, staffId)
  if (!staff || staff.disabled_at !== null) return undefined
  const about = { ...typing, id: `test${id}`, test: true }
  return { content: examplePost(about, sender, Number(created_at)), staff, sender: worded(sender, typing) }
}

function worded(sender: Sender, { kind, language, templates }: Typing): Sender {
  return { ...sender, wording: { [kind]: { [language]: templates } } }
}

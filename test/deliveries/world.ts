import type { Db } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { findDelivery } from '#db/queries/deliveries.ts'
import type { Channel, Notice, Outcome } from '#src/channels/channel.ts'
import { meaningOf as meaningOfMail } from '#src/channels/email/answers.ts'
import type { MessageStatus } from '#src/channels/sms/callback.ts'
import { meaningOf as meaningOfText, outcomeOf } from '#src/channels/sms/codes.ts'
import { noteCallback } from '#src/deliveries/callback.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { anIncident, aPage, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const SENT: Outcome = { result: 'sent' }

/** What a relay's reply to RCPT TO means. */
export const mailSays = (reply: string): Outcome =>
  meaningOfMail({ stage: 'envelope', command: 'RCPT TO', reply }).outcome

/** What an error of Twilio's means when it is the answer to our request. */
export const carrierSays = (code: number, retryAfterMs?: number): Outcome =>
  outcomeOf(meaningOfText(code), String(code), 'their words', retryAfterMs)

/** A page, and the means to tell, send and hear of it at any time. */
export async function aWorld(db: Db, channel: Channel = 'email') {
  await aPage(db)
  const author = await aMember(db, 'editor')
  let posts = 0
  let sids = 0

  /** Publishes something new and gives everybody their delivery. Returns the announcement. */
  async function tell(now = NOON): Promise<number> {
    posts += 1
    const draft = anIncident({ title: `Late again ${posts}`, channels: [channel] })
    const { announcementId = 0 } = await publish(db, draft, { author, now, formKey: `f${posts}` })
    await fanOut(db, now)
    return announcementId
  }

  /** Says more of the post of an announcement. */
  async function tellMore(about: number, now: number): Promise<number> {
    posts += 1
    const { post_id } = (await findAnnouncement(db, about)) ?? {}
    const entry = { state: 'identified', body: 'Found.', nextUpdateBy: null, statuses: {} } as const
    const by = { author, now, formKey: `f${posts}` }
    const said = await update(db, post_id ?? '', { ...entry, channels: [channel] }, by)
    await fanOut(db, now)
    return said.announcementId ?? 0
  }

  /** Sends all that is due. Returns what the carrier was given. */
  async function send(now: number, answer: (notice: Notice, nth: number) => Outcome): Promise<Notice[]> {
    const carrier = scriptedCarrier(
      (notice, nth) => {
        sids += 1
        const outcome = answer(notice, nth)
        return outcome.result === 'sent' ? { providerId: `SM${sids}`, ...outcome } : outcome
      },
      { channel, concurrency: 1 },
    )
    await deliverer({ db, carrier, owner: 'us', now: () => now, random: () => 0 }).work()
    return carrier.notices
  }

  /** What the carrier reports of the last text of a delivery. */
  async function report(
    announcementId: number,
    subscriberId: number,
    status: MessageStatus,
    { code = null, now = NOON }: { code?: number | null; now?: number } = {},
  ): Promise<void> {
    const sid = (await findDelivery(db, announcementId, subscriberId))?.provider_id ?? ''
    await noteCallback(db, { announcementId, subscriberId, sid, status, code }, now)
  }

  const delivery = (announcementId: number, subscriberId: number) =>
    findDelivery(db, announcementId, subscriberId)
  return { db, author, tell, tellMore, send, report, delivery }
}

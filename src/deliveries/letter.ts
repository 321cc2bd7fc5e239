import type { Db } from '#db/open.ts'
import type { RecipientRow } from '#db/queries/deliveries.ts'
import { findComponents } from '#db/queries/status.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import type { AnnouncementRow } from '#db/schema.ts'
import type { Content, Recipient, Sender } from '#src/channels/channel.ts'
import { config } from '#src/config.ts'
import { inLanguage } from '#src/posts/texts.ts'
import { inviteLetter } from '#src/staff/invite.ts'
import { codeOf, confirmToken, subscriptionToken } from '#src/subscribers/token.ts'
import { type Language, languageOf } from '#src/words/language.ts'
import { goodbyeLetter, moveLetter } from './address-letter.ts'
import { alertLetter } from './tell-owners.ts'
import { rehearsalLetter } from './wording.ts'

/**
 * What account mail says and to whom. Links and codes are derived here, at the last moment, so that nothing in the
 * database opens anything. Undefined when a newer one has taken its place or it was used: then it is not sent.
 */
export async function letterOf(
  db: Db,
  announcement: AnnouncementRow,
  recipient: RecipientRow | undefined,
  now: number,
  sender: Sender,
): Promise<{ content: Content; to: Recipient; sender?: Sender } | undefined> {
  const letter = JSON.parse(announcement.letter ?? '{}')
  if (announcement.occasion === 'rehearsal') return rehearsal(db, announcement, sender)
  if (announcement.occasion === 'invite') return invite(db, String(letter.linkId), now)
  if (announcement.occasion === 'alert') return alert(db, letter, now)
  if (announcement.occasion === 'move') return moveLetter(db, letter, now)
  if (announcement.occasion === 'goodbye') return goodbyeLetter(db, letter, now)
  if (!recipient) return undefined
  const to = personOf(recipient.address, recipient)
  if (announcement.occasion === 'link') {
    const token = subscriptionToken(recipient.id, recipient.version)
    return { content: { about: 'link', url: `${config().publicUrl}/subscriptions/${token}` }, to }
  }
  if (!letter.nonce || recipient.confirm_nonce !== letter.nonce) return undefined
  if (announcement.occasion === 'code') {
    return { content: { about: 'code', code: codeOf(recipient.id, letter.nonce), minutes: 10 }, to }
  }
  const language = languageOf(letter.language) ?? to.language
  const url = `${config().publicUrl}/subscriptions/confirm/${confirmToken(recipient.id, letter.nonce)}`
  return {
    content: {
      about: 'confirm',
      url,
      kinds: letter.kinds,
      post: letter.follow ? await titleOf(db, letter.follow, language) : null,
      components: await namesOf(db, letter.components),
    },
    // In the language of the form, whatever they had chosen before.
    to: { ...to, language },
  }
}

async function titleOf(db: Db, postId: string, language: Language): Promise<string | null> {
  const post = await findPost(db, postId)
  return post ? inLanguage(post, language).title : null
}

async function namesOf(db: Db, components: 'all' | string[]): Promise<'all' | string[]> {
  return components === 'all' ? 'all' : (await findComponents(db, components)).map(({ name }) => name)
}

async function invite(
  db: Db,
  linkId: string,
  now: number,
): Promise<{ content: Content; to: Recipient } | undefined> {
  const invitation = await inviteLetter(db, linkId, now)
  if (!invitation) return undefined
  const { address, ...rest } = invitation
  return { content: { about: 'invite', ...rest }, to: personOf(address) }
}

async function rehearsal(
  db: Db,
  announcement: AnnouncementRow,
  by: Sender,
): Promise<{ content: Content; to: Recipient; sender: Sender } | undefined> {
  const told = await rehearsalLetter(db, announcement, by)
  if (!told) return undefined
  const { content, sender, staff } = told
  const language = content.post.language
  return { content, sender, to: { ...personOf(staff.email), name: staff.name, language } }
}

async function alert(
  db: Db,
  letter: Parameters<typeof alertLetter>[1],
  now: number,
): Promise<{ content: Content; to: Recipient } | undefined> {
  const told = await alertLetter(db, letter, now)
  return told && { content: told.content, to: { ...personOf(told.owner.email), name: told.owner.name } }
}

function personOf(address: string, known?: RecipientRow): Recipient {
  return {
    address,
    name: known?.name ?? null,
    language: known?.language ?? 'en',
    timeZone: known?.time_zone ?? null,
    unsubscribeUrl: null,
    preferencesUrl: null,
    stopHint: false,
  }
}

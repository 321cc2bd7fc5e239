import type { Db } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { findPeak } from '#db/queries/held.ts'
import type { AnnouncementRow } from '#db/schema.ts'
import type { Content } from '#src/channels/channel.ts'
import { troubleOf } from '#src/trouble.ts'
import type { Language } from '#src/words/language.ts'
import { contentOf } from './content.ts'
import { digestOf, rhythmOf } from './digest.ts'
import { withPrograms } from './for-programs.ts'

const REMEMBER = 10_000

/** What those have in common whom an announcement tells in one language. */
export interface Shared {
  announcement: AnnouncementRow
  content: Content | undefined
  /** The most severe that its post ever was. */
  peak: string | null
}

/** Reads what an announcement says, and remembers it for all who read its language; `digested`: what a digest says of its parts. */
export function sharedContents(db: Db) {
  const remembered = new Map<string, Promise<Shared | undefined>>()
  const digests = new Map<string, Promise<Content | undefined>>()
  let since = 0

  function recall(id: number, language: Language, now: number) {
    // A text that staff have just corrected reaches those who have not been told yet.
    if (Math.abs(now - since) > REMEMBER || remembered.size > 100) {
      remembered.clear()
      digests.clear()
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
    if (!announcement) return undefined
    const content = await contentOf(db, announcement, now, language)
    return {
      announcement,
      content: await withPrograms(db, announcement, content, now),
      peak: await findPeak(db, announcement.post_id),
    }
  }

  /** A digest with what its parts say to one reader; thousands have the same parts. */
  async function digested(
    shared: Shared | Error | undefined,
    parts: number[] | undefined,
    language: Language,
    now: number,
  ): Promise<Shared | Error | undefined> {
    if (!shared || shared instanceof Error || !parts) return undefined
    const rhythm = rhythmOf(shared.announcement.letter)
    const key = `${rhythm} ${language} ${parts.join(' ')}`
    const known = digests.get(key) ?? gathered(rhythm, parts, language, now)
    digests.set(key, known)
    known.catch(() => digests.delete(key))
    const content = await known.catch(errorOf)
    return content instanceof Error ? content : { ...shared, content }
  }

  async function gathered(
    rhythm: ReturnType<typeof rhythmOf>,
    parts: number[],
    language: Language,
    now: number,
  ): Promise<Content | undefined> {
    const told = await Promise.all(parts.map((id) => recall(id, language, now)))
    return digestOf(
      rhythm,
      told.map((one) => ({
        saidAt: one?.announcement.created_at ?? now,
        content: one?.content?.about === 'post' ? one.content : undefined,
      })),
    )
  }

  return { recall, digested }
}

export function isDigest(shared: Shared | Error | undefined): boolean {
  return shared !== undefined && !(shared instanceof Error) && shared.announcement.occasion === 'digest'
}

/** What this one message is to blame for; of trouble with the database nobody's message is. */
export function errorOf(error: unknown): Error {
  if (troubleOf(error)) throw error
  return error instanceof Error ? error : new Error(String(error))
}

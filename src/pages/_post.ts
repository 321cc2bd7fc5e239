import { listAnnouncementsOfPost } from '#db/queries/announcements.ts'
import { sentSpan } from '#db/queries/progress.ts'
import { findPost, findPostBySource } from '#db/queries/whole-posts.ts'
import type { PageRow } from '#db/schema.ts'
import { readDb } from '#src/database.ts'
import { soonest } from '#src/kept.ts'
import type { Post } from '#src/posts/post.ts'
import { inLanguage } from '#src/posts/texts.ts'
import type { Told } from '#src/ui/facts.ts'
import type { Standing } from '#src/ui/public/standing.ts'
import { changesAt } from '#src/ui/public/until.ts'
import type { Language } from '#src/words/language.ts'
import { readNow } from './_now.ts'

/** A post by its id, or by the one that it had on the page from which it was imported; as it reads in a language. */
export async function postAt(id: string, language?: Language): Promise<Post | undefined> {
  if (!/^[a-zA-Z0-9]{1,32}$/.test(id)) return undefined
  const post = (await findPost(readDb(), id)) ?? (await findPostBySource(readDb(), id))
  return post && language ? inLanguage(post, language) : post
}

/** Who has been told of a post, by its first announcement, and how what it concerns stands while it is open. */
export async function around(post: Post, page: PageRow, now: number, language: Language) {
  const zone = page.time_zone
  const announcements = await listAnnouncementsOfPost(readDb(), post.id)
  const first = announcements.at(-1)
  const span = first && (await sentSpan(readDb(), first.id))
  const told: Told | undefined = span && {
    people: span.sent,
    ...{ first: span.first, last: span.last },
    going: first.done_at === null && first.cancelled_at === null,
    stopped: first.cancelled_at !== null,
  }
  const telling = announcements.some((one) => one.done_at === null && one.cancelled_at === null)
  const standing =
    post.endedAt === null && post.components.length ? await readNow(page, now, language) : undefined
  const affected: Standing[] =
    standing?.rows.filter(({ component }) => post.components.some(({ id }) => id === component.id)) ?? []
  const own = changesAt({ zone, now, posts: [post], telling })
  return { told, affected, until: soonest([own, standing?.until]) ?? own }
}

import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { findComponents } from '#db/queries/status.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import type { AnnouncementRow } from '#db/schema.ts'
import type { NoticeUpdate, PostContent } from '#src/channels/channel.ts'
import { config } from '#src/config.ts'
import { appointment } from '#src/feeds/calendar.ts'
import { shownState } from '#src/posts/closing.ts'
import { KINDS } from '#src/posts/kinds.ts'
import { markdownToHtml, markdownToText } from '#src/posts/markdown.ts'
import type { Post, Update } from '#src/posts/post.ts'
import { inLanguage } from '#src/posts/texts.ts'
import type { Status } from '#src/status/component.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'

/**
 * What an announcement about a post says to everybody who reads this language, where there is no text in it the one that there is: the announced update first and the history below
 * it. What was said after it is left out, it has an announcement of its own. Undefined when there is nothing to say any more.
 */
export async function contentOf(
  db: Db,
  announcement: AnnouncementRow,
  now: number,
  language: Language,
): Promise<PostContent | undefined> {
  const found = announcement.post_id ? await findPost(db, announcement.post_id) : undefined
  if (!found) return undefined
  const post = inLanguage(found, language)
  // Nobody needs to be reminded of what has begun or will not be.
  if (announcement.occasion === 'reminder' && shownState(post, now) !== 'scheduled') return undefined
  const announced = post.updates.find((update) => update.id === announcement.update_id)
  const updates = announced ? post.updates.filter((update) => update.seq <= announced.seq) : post.updates
  const components = await findComponents(
    db,
    post.components.map((component) => component.id),
  )
  const content = postContent(post, updates, {
    language,
    occasion: announcement.occasion as 'update' | 'reminder',
    statuses: new Map(components.map((component) => [component.id, component.status])),
    now,
    movedFrom: movedFrom(announcement),
  })
  if (!keepsTime(content)) return content
  const page = await findPage(db)
  const places = new Set(components.filter(({ sort }) => sort === 'place').map(({ id }) => id))
  return {
    ...content,
    calendar: page ? appointment(post, { page, origin: config().publicUrl, places }) : null,
  }
}

/** Whether it is about a time that somebody may have put into a calendar: coming, moved, or called off. */
function keepsTime({ post }: PostContent): boolean {
  return post.kind === 'closure' && (post.state === 'scheduled' || post.state === 'cancelled')
}

/** The window as it was, where the announcement is of its being moved. */
export function movedFrom({ letter }: Pick<AnnouncementRow, 'letter'>): Moved | null {
  return letter ? ((JSON.parse(letter) as { movedFrom?: Moved }).movedFrom ?? null) : null
}

type Moved = NonNullable<PostContent['post']['movedFrom']>

/**
 * The content for a post with these updates, newest first, all of them as they read in the language in which its words
 * for kind and states are; pure, so that a preview shows exactly what will leave.
 */
export function postContent(
  post: Post,
  updates: Update[],
  about: {
    language: Language
    occasion: 'update' | 'reminder'
    statuses: Map<string, Status>
    now: number
    movedFrom?: Moved | null
  },
): PostContent {
  const words = labelsIn(about.language)
  const state =
    about.occasion === 'reminder' ? shownState(post, about.now) : (updates[0]?.state ?? post.state)
  return {
    about: 'post',
    occasion: about.occasion,
    post: {
      id: post.id,
      kind: post.kind,
      kindLabel: words.kind[post.kind],
      title: post.title,
      state,
      stateLabel: words.state[state],
      impact: post.impact,
      url: `${config().publicUrl}/${KINDS[post.kind].path}/${post.id}`,
      startedAt: post.startedAt,
      resolvedAt: state === 'resolved' ? post.resolvedAt : null,
      nextUpdateBy: updates[0]?.nextUpdateBy ?? null,
      startsAt: post.window?.startsAt ?? null,
      endsAt: post.window?.endsAt ?? null,
      timeZone: post.window?.timeZone ?? null,
      movedFrom: about.movedFrom ?? null,
      stillWorks: post.stillWorks,
      labels: post.labels,
      language: post.language,
    },
    components: post.components.map(({ id, name }) => {
      const status = about.statuses.get(id) ?? 'operational'
      return { name, status, statusLabel: words.status[status] }
    }),
    updates: updates.map((update) => toNoticeUpdate(update, words.state[update.state])),
    calendar: null,
  }
}

function toNoticeUpdate(update: Update, stateLabel: string): NoticeUpdate {
  return {
    state: update.state,
    stateLabel,
    html: markdownToHtml(update.body),
    text: markdownToText(update.body),
    authorName: update.authorName,
    at: update.publishedAt,
    language: update.language,
  }
}

import type { Notice, PostContent } from '#src/channels/channel.ts'
import { KINDS, type Kind, type State } from '#src/posts/kinds.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import { listOf } from '#src/words/plural.ts'

/** What a template may hold, with what it says of it to whoever writes one. */
export const VARIABLES = {
  name: 'the reader’s name; nothing where they gave none',
  page: 'the name of your organisation',
  kind: 'incident, closure or release, in the language of the message',
  title: 'the title of the post',
  state: 'how it stands, in the language of the message',
  moment: 'new, update, over, postmortem or reminder',
  impact: 'how severe, in the language of the message; nothing where it is no incident',
  components: 'what it concerns; nothing where it names none',
  author: 'who says it; nothing where the clock does',
  next: 'when the next update is promised; nothing where none is',
  starts: 'when a closure begins',
  ends: 'when a closure ends',
  url: 'the address of the post on the page',
  news: 'the beginning of what was said, as much as fits; in text messages only',
} as const
export type Variable = keyof typeof VARIABLES

/** Null: there is nothing to say, and `{% if … %}` is not met. */
export type Values = Record<Variable, string | null>

export const MOMENTS = ['new', 'update', 'over', 'postmortem', 'reminder'] as const
export type Moment = (typeof MOMENTS)[number]

/** More of a value is not put into a message: with it the length of every message is known when its template is kept. */
export const MOST: Record<Variable, number> = {
  name: 100,
  page: 120,
  kind: 40,
  title: 300,
  state: 40,
  moment: 10,
  impact: 40,
  components: 300,
  author: 100,
  next: 80,
  starts: 80,
  ends: 80,
  url: 500,
  news: 400,
}

/**
 * What a notice about a post puts into a template, in the reader's language. `when` writes an instant for this reader.
 * Plain text throughout: whoever sets it in HTML escapes it.
 */
export function valuesOf(
  { sender, to }: Notice,
  content: PostContent,
  when: (instant: number) => string,
): Values {
  const { post, updates, components } = content
  const words = labelsIn(to.language)
  const time = (instant: number | null) => (instant === null ? null : when(instant))
  const impact = words.impact[post.impact as keyof typeof words.impact] ?? null
  return clipped({
    name: to.name,
    page: sender.pageName,
    kind: words.kind[post.kind],
    title: post.title,
    state: words.state[post.state as State],
    moment: momentOf(content),
    impact,
    components:
      listOf(
        to.language,
        components.slice(0, 5).map(({ name }) => name),
      ) || null,
    author: updates[0]?.authorName ?? null,
    next: time(post.resolvedAt === null ? post.nextUpdateBy : null),
    starts: time(post.startsAt),
    ends: time(post.endsAt),
    url: post.url,
    news: updates[0]?.text ?? null,
  })
}

/** Where in the life of a post a message stands. */
export function momentOf({ occasion, post, updates }: PostContent): Moment {
  if (occasion === 'reminder') return 'reminder'
  if (post.state === 'postmortem') return 'postmortem'
  if (updates.length < 2) return 'new'
  return KINDS[post.kind as Kind].ends.includes(post.state as State) ? 'over' : 'update'
}

/** All but the name, which a mail that is set for many holds as a mark: it is shortened where it is read. */
function clipped({ name, ...values }: Values): Values {
  const entries = Object.entries(values) as [Exclude<Variable, 'name'>, string | null][]
  const short = entries.map(([key, value]) => [key, value?.slice(0, MOST[key]).toWellFormed() || null])
  return { name: name || null, ...(Object.fromEntries(short) as typeof values) }
}

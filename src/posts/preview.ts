import { newId } from '#src/keys.ts'
import type { Status } from '#src/status/component.ts'
import type { Language } from '#src/words/language.ts'
import type { Draft } from './draft.ts'
import { graverOf, KINDS } from './kinds.ts'
import type { Post, Update } from './post.ts'
import type { Translations } from './texts.ts'
import { bodiesOf } from './translations.ts'
import type { Entry } from './update.ts'

/** Components by id, as far as a preview must name them and know how they stand. */
export type Known = Map<string, { id: string; name: string; status: Status }>

interface By {
  authorName: string
  now: number
  components: Known
}

/** The post that a draft would become if it were published now. Nothing is written. */
export function postOfDraft(draft: Draft, by: By & { language: Language }): Post {
  const over = KINDS[draft.kind].ends.includes(draft.state)
  const { kind, title, state, impact, startedAt, detectedAt, nextUpdateBy } = draft
  return {
    // As long as a real one, so that text messages are counted rightly.
    id: 'preview-link',
    kind,
    title,
    language: by.language,
    texts: titlesOf(draft.texts ?? {}),
    state,
    impact,
    peakImpact: impact,
    disclosedAt: draft.disclosed ? draft.startedAt : null,
    startedAt,
    detectedAt,
    resolvedAt: state === 'resolved' ? by.now : null,
    nextUpdateBy,
    reason: draft.reason,
    window: draft.window,
    stillWorks: draft.stillWorks,
    remindMinutes: draft.remindMinutes,
    labels: draft.labels,
    releasedOn: draft.releasedOn,
    authorName: by.authorName,
    createdAt: by.now,
    publishedAt: by.now,
    updatedAt: by.now,
    endedAt: over ? by.now : null,
    filedAt: over || kind === 'release' ? by.now : null,
    backdatedAt: null,
    components: named(draft.componentIds, by.components),
    updates: [updateOf({ ...draft, texts: bodiesOf(draft.texts ?? {}) }, 1, by.language, by)],
  }
}

/** The post as it would stand if this entry were published now. Nothing is written. */
export function postWithEntry(post: Post, entry: Entry, by: By): Post {
  const over = KINDS[post.kind].ends.includes(entry.state)
  const touched = new Set([...post.components.map(({ id }) => id), ...Object.keys(entry.statuses)])
  const seq = Math.max(0, ...post.updates.map((update) => update.seq)) + 1
  return {
    ...post,
    state: entry.state,
    impact: entry.impact ?? post.impact,
    peakImpact: graverOf(post.peakImpact, entry.impact ?? null),
    window: entry.window ?? post.window,
    nextUpdateBy: over ? null : entry.nextUpdateBy,
    resolvedAt: entry.state === 'resolved' ? by.now : post.resolvedAt,
    updatedAt: by.now,
    endedAt: over ? (post.endedAt ?? by.now) : null,
    components: [
      ...post.components,
      ...named(
        [...touched].filter((id) => !post.components.some((component) => component.id === id)),
        by.components,
      ),
    ],
    updates: [updateOf(entry, seq, post.language, by), ...post.updates],
  }
}

/** How the components of a post would stand then: what is said now, laid over what was. */
export function statusesThen(
  post: Post,
  statuses: Record<string, Status>,
  components: Known,
): Map<string, Status> {
  const back = post.kind === 'incident' && post.state === 'resolved'
  return new Map(
    post.components.map(({ id }) => [
      id,
      statuses[id] ?? (back ? 'operational' : (components.get(id)?.status ?? 'operational')),
    ]),
  )
}

function named(ids: string[], components: Known) {
  return ids.flatMap((id) => {
    const known = components.get(id)
    return known ? [{ id, name: known.name }] : []
  })
}

function titlesOf(texts: Translations): Post['texts'] {
  return Object.fromEntries(
    Object.entries(texts).map(([language, { title = null, stillWorks = null }]) => [
      language,
      { title, stillWorks },
    ]),
  )
}

function updateOf(
  said: Pick<Entry, 'state' | 'body' | 'texts' | 'statuses' | 'nextUpdateBy'>,
  seq: number,
  language: Language,
  by: By,
): Update {
  return {
    id: newId(),
    seq,
    state: said.state,
    body: said.body,
    language,
    texts: said.texts ?? {},
    authorName: by.authorName,
    nextUpdateBy: said.nextUpdateBy,
    publishedAt: by.now,
    editedAt: null,
    components: named(Object.keys(said.statuses), by.components).map(({ id, name }) => ({
      id,
      name,
      oldStatus: by.components.get(id)?.status ?? 'operational',
      status: said.statuses[id] ?? 'operational',
    })),
    revisions: [],
  }
}

import type { Impact, Label, State } from '#src/posts/kinds.ts'
import { lasting } from '#src/ui/time.ts'
import { type Labels, labelsIn } from '#src/words/labels/index.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import type { PostContent } from '../channel.ts'
import { aheadOf } from '../lengths.ts'
import { briefly, type Clock, spanFor } from '../times.ts'
import type { Letter, Tone } from './letter.ts'
import { momentOf } from './moment.ts'
import { joint, small } from './words.ts'

type Line = NonNullable<Letter['state']>

/** One line of how a post stands, in the reader's language and clock. */
export function stateLine(content: PostContent, clock: Clock): Line {
  const labels = labelsIn(clock.language)
  const label = labels.state[content.post.state as State] ?? content.post.stateLabel
  const { kind } = content.post
  if (kind === 'incident') return incidentLine(content, label, labels, clock)
  if (kind === 'closure') return closureLine(content, label, clock)
  const marks = content.post.labels.map((one) => labels.label[one as Label] ?? one)
  return {
    label,
    tone: content.post.state === 'withdrawn' ? 'grey' : 'violet',
    detail: marks.join(joint(clock.language)),
  }
}

/** How long an incident lasted, in ms; null where it is not over or nobody knows. */
export function lastedOf({ post }: PostContent): number | null {
  if (post.startedAt === null || post.resolvedAt === null) return null
  return post.resolvedAt > post.startedAt ? post.resolvedAt - post.startedAt : null
}

const TONES: Record<string, Tone> = { critical: 'red', major: 'orange', minor: 'amber' }

function incidentLine(content: PostContent, label: string, labels: Labels, clock: Clock): Line {
  const { post } = content
  const { detail } = mailWordsIn(clock.language)
  if (post.state === 'resolved' || post.state === 'postmortem') {
    const lasted = lastedOf(content)
    return {
      label,
      tone: 'green',
      detail: lasted === null ? '' : detail.after(lasting(lasted, clock.language)),
    }
  }
  const impact =
    post.impact && post.impact !== 'none' ? small(labels.impact[post.impact as Impact] ?? post.impact) : ''
  const since = post.startedAt === null ? '' : detail.since(briefly(post.startedAt, clock))
  return {
    label,
    tone: TONES[post.impact ?? ''] ?? 'grey',
    detail: [impact, since].filter(Boolean).join(joint(clock.language)),
  }
}

function closureLine(content: PostContent, label: string, clock: Clock): Line {
  const { post } = content
  const { detail } = mailWordsIn(clock.language)
  const span =
    post.startsAt !== null && post.endsAt !== null ? spanFor(post.startsAt, post.endsAt, clock) : ''
  if (post.state === 'cancelled') return { label, tone: 'grey', detail: detail.off }
  if (post.state === 'completed') return { label, tone: 'green', detail: '' }
  const moment = momentOf(content)
  if (moment === 'reminder' && post.startsAt !== null)
    return {
      label: detail.begins(aheadOf(clock.now, post.startsAt, clock.language)),
      tone: 'blue',
      detail: span,
    }
  if (moment === 'moved') return { label: detail.moved, tone: 'blue', detail: span }
  if (post.state === 'scheduled') return { label, tone: 'blue', detail: span }
  const lasts = post.state === 'in_progress' && post.endsAt !== null && post.endsAt > clock.now
  const until = lasts ? detail.until(briefly(post.endsAt ?? 0, clock)) : ''
  return { label, tone: 'blue', detail: until }
}

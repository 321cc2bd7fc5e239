import { lasting } from '#src/ui/time.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import type { PostContent } from '../channel.ts'
import { aheadOf } from '../lengths.ts'
import { briefly, type Clock, instantFor, spanFor } from '../times.ts'
import { momentOf } from './moment.ts'
import { lastedOf } from './state-line.ts'

/** The first line of a mail about a post: what is new, in one sentence of ours. Empty where there is none to say. */
export function leadOf(content: PostContent, clock: Clock): string {
  const { lead } = mailWordsIn(clock.language)
  const { post } = content
  const moment = momentOf(content)
  const span = (from: number | null, to: number | null) =>
    from === null ? '' : to === null ? instantFor(from, clock) : spanFor(from, to, clock)
  const now = span(post.startsAt, post.endsAt)
  switch (moment) {
    case undefined:
      return ''
    case 'resolved': {
      const lasted = lastedOf(content)
      return lead.resolved(lasted === null ? null : lasting(lasted, clock.language))
    }
    case 'scheduled':
      return now && lead.scheduled(now)
    case 'moved':
      return lead.moved(span(post.movedFrom?.startsAt ?? null, post.movedFrom?.endsAt ?? null), now)
    case 'reminder':
      if (post.startsAt === null) return ''
      return lead.reminder(
        aheadOf(clock.now, post.startsAt, clock.language),
        instantFor(post.startsAt, clock),
      )
    case 'inProgress':
      return lead.inProgress(
        post.endsAt === null || post.endsAt <= clock.now ? null : briefly(post.endsAt, clock),
      )
    default:
      return lead[moment]
  }
}

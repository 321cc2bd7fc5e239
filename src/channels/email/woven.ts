import type { Kind } from '#src/posts/kinds.ts'
import { fill } from '#src/wording/template.ts'
import { valuesOf } from '#src/wording/values.ts'
import { type Part, templatesFor } from '#src/wording/wording.ts'
import type { Notice, PostContent } from '../channel.ts'
import { type Clock, instantFor } from '../times.ts'

/**
 * What staff wrote for this part of a message, filled; null where they wrote nothing. A template was judged when it was
 * kept and again when it was read (`deliveries/sender.ts` tells of one that is broken), so filling does not fail; if it
 * does all the same, the message goes with our own words.
 */
export function woven(part: Part, notice: Notice, content: PostContent, clock: Clock): string | null {
  const template = templatesFor(notice.sender.wording, content.post.kind as Kind, notice.to.language)[part]
  if (!template) return null
  try {
    return (
      fill(
        template,
        valuesOf(notice, content, (instant) => instantFor(instant, clock)),
      ) || null
    )
  } catch {
    return null
  }
}

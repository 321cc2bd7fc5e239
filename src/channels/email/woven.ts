import type { Kind } from '#src/posts/kinds.ts'
import { fill } from '#src/wording/template.ts'
import { valuesOf } from '#src/wording/values.ts'
import { type Part, templatesFor } from '#src/wording/wording.ts'
import type { Notice, PostContent } from '../channel.ts'
import { type Clock, instantFor } from '../times.ts'

/** Told of a template that could not be filled after all; the standard words stood in. */
export type OnFault = (error: unknown) => void

/**
 * What staff wrote for this part of a message, filled; null where they wrote nothing. A template was judged when it was
 * kept, so filling does not fail; if it does all the same, the message goes with our own words and `onFault` hears of it.
 */
export function woven(
  part: Part,
  notice: Notice,
  content: PostContent,
  clock: Clock,
  onFault?: OnFault,
): string | null {
  const template = templatesFor(notice.sender.wording, content.post.kind as Kind, notice.to.language)[part]
  if (!template) return null
  try {
    return (
      fill(
        template,
        valuesOf(notice, content, (instant) => instantFor(instant, clock)),
      ) || null
    )
  } catch (error) {
    onFault?.(error)
    return null
  }
}

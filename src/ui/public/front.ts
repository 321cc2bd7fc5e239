import type { PageRow } from '#db/schema.ts'
import type { Kind } from '#src/posts/kinds.ts'
import type { Post } from '#src/posts/post.ts'
import type { Day } from '#src/posts/timeline.ts'
import type { ComponentGroup } from '#src/status/component.ts'
import type { Sentence } from '#src/status/sentence.ts'
import type { Standing } from './standing.ts'

/** All that the front page says at one moment. */
export interface Front {
  page: PageRow
  now: number
  kind: Kind | undefined
  sentence: Sentence
  incidents: Post[]
  inForce: Post[]
  coming: Post[]
  groups: ComponentGroup[]
  rows: Standing[]
  days: Day[]
}

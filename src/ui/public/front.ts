import type { PageRow } from '#db/schema.ts'
import type { Post } from '#src/posts/post.ts'
import type { Day } from '#src/posts/timeline.ts'
import type { ComponentGroup } from '#src/status/component.ts'
import type { Sentence } from '#src/status/sentence.ts'
import type { Bar } from './bar.ts'
import type { Narrowed } from './read.ts'
import type { Standing } from './standing.ts'

/** All that the front page says at one moment. */
export interface Front {
  page: PageRow
  now: number
  /** What the timeline is narrowed to. */
  narrowed: Narrowed
  sentence: Sentence
  /** While all is well: when the last incident was over; null when there never was one. */
  quietSince?: number | null
  incidents: Post[]
  inForce: Post[]
  coming: Post[]
  groups: ComponentGroup[]
  rows: Standing[]
  /** The last ninety days, by the id of a group and, unless there are too many of those, of a component. */
  bars: Map<string, Bar>
  /** The day of the page: `2026-11-22` */
  today: string
  days: Day[]
  /** There is more on these days than is shown. */
  cut: boolean
  /** When any of this changes by the clock alone. */
  until: number
}

import type { Draft } from '#src/posts/draft.ts'
import type { State } from '#src/posts/kinds.ts'
import type { Bodies } from '#src/posts/texts.ts'
import type { Status } from '#src/status/component.ts'
import type { Who } from './cast.ts'

/** A post of the story: how it began, and what was said of it later. Components go by the keys of the cast. */
export interface Telling extends Saying {
  slug: string
  author: Who
  kind: Draft['kind']
  title: string
  components?: string[]
  fields?: Partial<Draft>
  later?: Saying[]
}

export interface Saying {
  at: number
  state: State
  body: string
  /** Unless it is the one who began. */
  author?: Who
  statuses?: Record<string, Status>
  nextUpdateBy?: number
  /** Of a later word: the same in other languages. */
  texts?: Bodies
  /** What the text was changed to, and when. */
  corrected?: { at: number; body: string }
}

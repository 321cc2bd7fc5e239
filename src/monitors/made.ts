import type { HookRow } from '#db/schema.ts'
import type { Author } from '#src/posts/post.ts'

/** What came of an alarm, and why, in a sentence for staff. */
export interface Made {
  made:
    | 'draft'
    | 'published'
    | 'updated'
    | 'ended'
    | 'joined'
    | 'waiting'
    | 'left'
    | 'ignored'
    | 'nothing'
    | 'unreadable'
  why: string
  postId?: string
  draftId?: string
}

/** As whom a hook speaks: nobody of the staff, by the name that staff gave it. */
export function authorOf(hook: HookRow): Author {
  return { id: null, name: hook.name }
}

export const MINUTE = 60_000

export function minutes(count: number): string {
  return count === 1 ? '1 minute' : `${count.toLocaleString('en')} minutes`
}

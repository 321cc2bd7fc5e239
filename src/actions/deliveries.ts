import { db } from '#src/database.ts'
import { cancelAnnouncement } from '#src/deliveries/cancel.ts'
import { pauseAnnouncement, resumeAnnouncement } from '#src/deliveries/pause.ts'
import { retryFailed } from '#src/deliveries/retry.ts'
import type { Typed } from '#src/posts/draft.ts'
import { staffDoor } from './door.ts'

/** What staff do about an announcement while people are being told, and after. */
export const deliveries = {
  pause: staffDoor('editor', async ({ typed, staff, now }) => {
    await pauseAnnouncement(db(), id(typed), { staff, now })
    return true
  }),

  resume: staffDoor('editor', async ({ typed, staff, now }) => {
    await resumeAnnouncement(db(), id(typed), { staff, now })
    return true
  }),

  stop: staffDoor('editor', ({ typed, staff, now }) => cancelAnnouncement(db(), id(typed), { staff, now })),

  retry: staffDoor('editor', ({ typed, staff, now }) =>
    retryFailed(db(), id(typed), filterOf(typed), { staff, now }),
  ),
}

const id = (typed: Typed) => Number(/^\d{1,15}$/.exec(text(typed, 'announcement'))?.[0] ?? 0)

/** No field: all failures. An empty code: those without one. */
function filterOf(typed: Typed): Parameters<typeof retryFailed>[2] {
  const state = (['failed', 'expired'] as const).find((name) => name === typed.state)
  const code = typeof typed.code === 'string' ? { code: typed.code || null } : {}
  return { ...(state ? { state } : {}), ...code }
}

function text(typed: Typed, field: string): string {
  const value = typed[field]
  return typeof value === 'string' ? value : ''
}

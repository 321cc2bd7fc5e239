import { type Db, takeTurns, transact } from '#db/open.ts'
import { updatePost } from '#db/queries/change-post.ts'
import { findPostRow, findUpdateByFormKey, listTimedClosures } from '#db/queries/posts.ts'
import { hasAnnouncement, wasTold } from '#db/queries/told.ts'
import type { PostRow } from '#db/schema.ts'
import { withFollowers } from '#src/channels/index.ts'
import { each } from '#src/each.ts'
import { clockIn } from '#src/words/clock/index.ts'
import { LANGUAGES, type Language } from '#src/words/language.ts'
import { announce } from './announce.ts'
import { CLOCK } from './post.ts'
import { touchPost } from './touched.ts'
import { say } from './update.ts'

const HOUR = 3_600_000

/**
 * Does what has fallen due for closures by the clock: reminders, beginnings, ends. Each happens once, however
 * often and from however many processes this is called. What was missed by more than an hour is written down
 * but no longer told. Returns how many things were done.
 */
export async function keepTime(db: Db, now: number): Promise<number> {
  let done = 0
  await each(await listTimedClosures(db), async (closure) => {
    const due = dueNow(closure, now)
    if (due === 'reminder' && (await isReminded(db, closure))) return
    if (due && (await transact(db, (tx) => perform(tx, closure.id, now)))) done += 1
  })
  return done
}

type Due = 'reminder' | 'start' | 'end'

/** The one thing that has fallen due for a closure, if any. */
function dueNow(closure: PostRow, now: number): Due | null {
  const { starts_at: starts, ends_at: ends } = closure
  if (starts === null || ends === null) return null
  if (now >= ends && !closure.ends_by_hand) return 'end'
  if (now >= starts && !closure.starts_by_hand) return closure.state === 'scheduled' ? 'start' : null
  if (now >= starts) return null
  if (closure.remind_minutes === null || closure.backdated_at !== null || closure.state !== 'scheduled')
    return null
  const remindAt = remindsAt(closure)
  // A closure posted when its reminder was already due has just been announced: that was the reminder.
  return now >= remindAt && closure.published_at < remindAt ? 'reminder' : null
}

function remindsAt(closure: PostRow): number {
  return (closure.starts_at ?? 0) - (closure.remind_minutes ?? 0) * 60_000
}

function reminderKey(closure: PostRow): string {
  return `reminder:${closure.id}:${closure.starts_at}`
}

/** A closure that was moved within its reminder's time, and this announced, needs no reminder on top. */
function isReminded(db: Db, closure: PostRow): Promise<boolean> {
  return wasTold(db, { postId: closure.id, key: reminderKey(closure), since: remindsAt(closure) })
}

async function perform(tx: Db, id: string, now: number): Promise<boolean> {
  await takeTurns(tx, `post:${id}`)
  // Read again inside the transaction: somebody may have been quicker.
  const closure = await findPostRow(tx, id)
  if (!closure || closure.filed_at !== null) return false
  const due = dueNow(closure, now)
  if (due === 'reminder') return remind(tx, closure, now)
  if (due === 'start') return move(tx, closure, 'in_progress', closure.starts_at ?? now, now)
  if (due === 'end') return move(tx, closure, 'completed', closure.ends_at ?? now, now)
  return false
}

async function remind(tx: Db, closure: PostRow, now: number): Promise<boolean> {
  if (await isReminded(tx, closure)) return false
  const id = await announce(tx, {
    key: reminderKey(closure),
    occasion: 'reminder',
    post: { id: closure.id, kind: 'closure' },
    updateId: null,
    channels: withFollowers(['email', 'sms']),
    author: CLOCK,
    now,
  })
  return id !== undefined
}

/** Maintenance says that it begins and ends; other closures only do so. */
async function move(
  tx: Db,
  closure: PostRow,
  state: 'in_progress' | 'completed',
  at: number,
  now: number,
): Promise<boolean> {
  if (closure.reason !== 'maintenance') {
    await updatePost(tx, closure.id, {
      state,
      updated_at: now,
      ...(state === 'completed' ? { ended_at: at, filed_at: at - 1 } : {}),
    })
    await touchPost(tx, { postId: closure.id, before: null, components: true }, now)
    return true
  }
  const formKey = `clock:${state}:${closure.id}:${at}`
  if (await findUpdateByFormKey(tx, formKey)) return false
  const late = now - at > HOUR
  const wished = state === 'in_progress' ? closure.tell_start : closure.tell_end
  const tells = wished === null ? await hasAnnouncement(tx, closure.id) : wished === 1
  const channels = !late && tells ? withFollowers(['email']) : []
  const own = closure.language as Language
  const texts = Object.fromEntries(LANGUAGES.map((one) => [one, clockIn(one)[state]]))
  await say(
    tx,
    closure.id,
    { state, body: clockIn(own)[state], texts, statuses: {}, nextUpdateBy: null, channels },
    { author: CLOCK, now: at, formKey },
  )
  await touchPost(tx, { postId: closure.id, before: null, components: true }, now)
  return true
}

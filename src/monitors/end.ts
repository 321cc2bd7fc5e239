import type { Db } from '#db/open.ts'
import { countFiring, hasOthersWords, lastTelling, updateStanding } from '#db/queries/alarms.ts'
import type { PostRow } from '#db/schema.ts'
import { mayBecome, STATE_LABELS, type State } from '#src/posts/kinds.ts'
import { update } from '#src/posts/update.ts'
import { postOf } from './act.ts'
import { authorOf, type Made } from './made.ts'
import type { Case } from './propose.ts'
import { fillMarkdown } from './template.ts'

const SAID = {
  monitoring: 'It works again. We keep an eye on it.',
  resolved: 'It works again.',
} as const

/** Does what a rule asks for when an alarm is over. Part of the caller's transaction. */
export async function end(tx: Db, one: Case, now: number): Promise<Made> {
  const { hook, alarm, rule } = one
  const post = await postOf(tx, alarm)
  const state = rule.ending === 'resolve' ? 'resolved' : 'monitoring'
  const reason = await reasonNot(tx, one, post, state)
  if (reason || !post) return { ...(reason ?? { made: 'nothing', why: 'It has no incident.' }) }
  // Who was not told that it fires need not be told that it is over.
  const told = (await lastTelling(tx, post.id))?.state
  const channels = told === 'investigating' || told === 'identified' ? rule.channels : []
  await update(
    tx,
    post.id,
    {
      state,
      body: fillMarkdown(rule.endText, alarm.told).trim() || SAID[state],
      statuses: {},
      nextUpdateBy: null,
      channels,
    },
    { author: authorOf(hook), now, formKey: `alarm:${alarm.id}:${alarm.since}:end` },
  )
  if (channels.length) await updateStanding(tx, alarm.id, { told_at: now })
  return { made: 'ended', why: `Its incident is “${STATE_LABELS[state]}” now.`, postId: post.id }
}

async function reasonNot(
  tx: Db,
  { alarm, rule }: Case,
  post: PostRow | undefined,
  state: 'resolved' | 'monitoring',
): Promise<Made | undefined> {
  const draftId = alarm.draft_id ?? undefined
  if (!post) return draftId ? { made: 'left', why: 'Its draft is left to a person.', draftId } : undefined
  const postId = post.id
  if (post.ended_at !== null) return { made: 'nothing', why: 'Its incident is over already.', postId }
  if (await countFiring(tx, postId, alarm.id))
    return { made: 'nothing', why: 'Other alarms of its incident fire.', postId }
  if (rule.ending === 'leave') return { made: 'left', why: 'The end is left to a person.', postId }
  if (!rule.overPeople && (await hasOthersWords(tx, postId)))
    return { made: 'left', why: 'A person writes about it: the end is left to them.', postId }
  if (post.state === state || !mayBecome('incident', post.state as State, state))
    return { made: 'nothing', why: 'Its incident says so already.', postId }
  return undefined
}

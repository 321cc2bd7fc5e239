import type { Db } from '#db/open.ts'
import {
  findCompanion,
  hasOthersWords,
  lastTelling,
  type Standing,
  updateStanding,
} from '#db/queries/alarms.ts'
import { findPostRow, findUpdateByFormKey } from '#db/queries/posts.ts'
import type { PostRow } from '#db/schema.ts'
import { UNSAID } from '#src/posts/draft.ts'
import { LIMITS } from '#src/posts/fields.ts'
import { mayBecome, type State } from '#src/posts/kinds.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { take } from '#src/throttle.ts'
import { authorOf, type Made, MINUTE } from './made.ts'
import { bodyOf, type Case, propose, statusesOf } from './propose.ts'
import type { Rule } from './rule.ts'
import { fillLine } from './template.ts'

/** A hook that publishes more often than this says nothing that customers can use: then a person decides. */
export const PUBLISHED_AN_HOUR = { limit: 12, windowMs: 60 * MINUTE }
/** Does what a rule asks for when an alarm fires and its time has come. Part of the caller's transaction. */
export async function act(tx: Db, one: Case, now: number): Promise<Made> {
  await updateStanding(tx, one.alarm.id, { acted_at: now })
  if (one.rule.deed === 'ignore') return { made: 'ignored', why: `The rule “${one.rule.name}” says so.` }
  const post = await postOf(tx, one.alarm)
  const wentOn = post && (await goOn(tx, one, post, now))
  if (wentOn) return wentOn
  const joined = one.rule.together && (await join(tx, one, now))
  if (joined) return joined
  return one.rule.deed === 'publish' ? sayNew(tx, one, now) : propose(tx, one, now)
}

/** The incident of an alarm: its own, or the one that a person made of its draft. */
export async function postOf(tx: Db, alarm: Standing): Promise<PostRow | undefined> {
  if (alarm.post_id) return findPostRow(tx, alarm.post_id)
  const made = alarm.draft_id ? await findUpdateByFormKey(tx, alarm.draft_id) : undefined
  if (!made) return undefined
  await updateStanding(tx, alarm.id, { post_id: made.post_id })
  return findPostRow(tx, made.post_id)
}

/** It has an incident already: that one goes on, unless it has been over for too long. */
async function goOn(tx: Db, one: Case, post: PostRow, now: number): Promise<Made | undefined> {
  const { alarm, rule } = one
  const postId = post.id
  const over = post.ended_at !== null
  if (over && now - Number(post.ended_at) > rule.reopenMinutes * MINUTE) return undefined
  if (rule.deed === 'draft')
    return over ? undefined : { made: 'nothing', why: 'Its incident is open.', postId }
  if (!rule.overPeople && (await hasOthersWords(tx, postId)))
    return over
      ? propose(tx, one, now, 'A person had the last word about its incident.')
      : { made: 'left', why: 'A person writes about it: nothing is added.', postId }
  if (['investigating', 'identified'].includes(post.state))
    return { made: 'nothing', why: 'Its incident says so already.', postId }
  if (!mayBecome('incident', post.state as State, 'investigating'))
    return propose(tx, one, now, 'Its incident is closed for good.')
  const last = Math.max(alarm.told_at ?? 0, (await lastTelling(tx, postId))?.at ?? 0)
  const quietUntil = last + rule.quietMinutes * MINUTE
  await again(tx, one, post, { channels: now < quietUntil ? [] : rule.channels, step: 'again' }, now)
  if (now >= quietUntil || !rule.channels.length)
    return { made: 'updated', why: 'It fires again: its incident goes on.', postId }
  await updateStanding(tx, alarm.id, { due_at: quietUntil })
  return {
    made: 'updated',
    why: 'It fires again. So soon after the last announcement nobody is told.',
    postId,
  }
}

/** The time in which nobody was to be told is over and it still fires: now they are told. */
export async function tellLate(tx: Db, one: Case, now: number): Promise<Made> {
  const post = await postOf(tx, one.alarm)
  if (!post || post.ended_at !== null) return { made: 'nothing', why: 'Its incident is over.' }
  if (!one.rule.overPeople && (await hasOthersWords(tx, post.id)))
    return { made: 'left', why: 'A person writes about it: nothing is added.', postId: post.id }
  await again(tx, one, post, { channels: one.rule.channels, step: 'tell' }, now)
  return { made: 'updated', why: 'It still fires: now people are told.', postId: post.id }
}

async function again(
  tx: Db,
  { hook, alarm, rule }: Case,
  post: PostRow,
  { channels, step }: { channels: Rule['channels']; step: string },
  now: number,
): Promise<void> {
  const body = bodyOf(rule.text, alarm) || 'It happens again. We are looking into it.'
  const statuses = await statusesOf(tx, rule)
  const entry = { state: 'investigating' as const, body, statuses, nextUpdateBy: null, channels }
  const formKey = `alarm:${alarm.id}:${alarm.since}:${step}`
  await update(tx, post.id, entry, { author: authorOf(hook), now, formKey })
  if (channels.length) await updateStanding(tx, alarm.id, { told_at: now })
}

/** Another alarm of the same rule has an open incident or a draft: this one belongs to it. */
async function join(tx: Db, one: Case, now: number): Promise<Made | undefined> {
  const { alarm } = one
  const companion = alarm.rule_id ? await findCompanion(tx, alarm.rule_id, alarm.id) : undefined
  if (!companion) return undefined
  const { post_id, draft_id, told_at } = companion
  await updateStanding(tx, alarm.id, { post_id, draft_id, told_at })
  const post = post_id ? await findPostRow(tx, post_id) : undefined
  const wentOn = post && (await goOn(tx, { ...one, alarm: { ...alarm, post_id, told_at } }, post, now))
  if (wentOn?.made === 'updated') return wentOn
  const to = post_id ? { postId: post_id } : { draftId: draft_id ?? undefined }
  return { made: 'joined', why: 'It belongs to what the same rule has begun.', ...to }
}

async function sayNew(tx: Db, one: Case, now: number): Promise<Made> {
  const { hook, alarm, rule } = one
  const title = fillLine(rule.title, alarm.told, LIMITS.title)
  const body = bodyOf(rule.text, alarm)
  if (!title || !body) return propose(tx, one, now, 'With this alarm the rule’s text would be empty.')
  if (!(await take(tx, 'monitor-publish', hook.id, PUBLISHED_AN_HOUR, now)))
    return propose(tx, one, now, `It has published ${PUBLISHED_AN_HOUR.limit} incidents within an hour.`)
  const quiet = alarm.told_at !== null && now - alarm.told_at < rule.quietMinutes * MINUTE
  const channels = quiet ? [] : rule.channels
  const statuses = await statusesOf(tx, rule)
  const since = Math.min(alarm.since, now)
  const { postId } = await publish(
    tx,
    {
      ...UNSAID,
      kind: 'incident',
      title,
      state: 'investigating',
      body,
      impact: rule.impact,
      startedAt: Math.min(alarm.told.startedAt ?? since, since),
      detectedAt: since,
      componentIds: Object.keys(statuses),
      statuses,
      channels,
    },
    { author: authorOf(hook), now, formKey: `alarm:${alarm.id}:${alarm.since}` },
  )
  await updateStanding(tx, alarm.id, { post_id: postId, ...(channels.length ? { told_at: now } : {}) })
  return { made: 'published', why: `The rule “${rule.name}” says so.`, postId }
}

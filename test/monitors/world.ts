import type { Db } from '#db/open.ts'
import { findHook, listHookLog } from '#db/queries/hooks.ts'
import { updatePage } from '#db/queries/page.ts'
import type { HookRow } from '#db/schema.ts'
import { hear } from '#src/monitors/hear.ts'
import { makeHook } from '#src/monitors/keep-hook.ts'
import { keepRule } from '#src/monitors/keep-rule.ts'
import type { Made } from '#src/monitors/made.ts'
import { aComponent, anAuthor, aPage, NOON } from '#test/support/makers.ts'
import { alerting, read } from './bodies.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** A rule's form as it is sent: publishes at once, and resolves at once. */
export const PUBLISHES = {
  name: 'Search',
  'subject.1': 'label',
  'label.1': 'service',
  'way.1': 'equals',
  'value.1': 'search',
  deed: 'publish',
  graceMinutes: '0',
  status: 'partial_outage',
  impact: 'major',
  title: 'Search does not answer',
  text: 'Searching fails at the moment. We are looking into it.',
  channels: ['email', 'sms'],
  ending: 'resolve',
  endText: 'Searching works again.',
  calmMinutes: '0',
  quietMinutes: '0',
  reopenMinutes: '60',
}

/** A page, a component and a hook of one rule; what its monitor says is heard by `say`. */
export async function aWorld(db: Db, rule: Record<string, string | string[]> | null = {}) {
  await aPage(db)
  await updatePage(db, { hold_incident_s: 10 })
  const author = await anAuthor(db)
  const staff = { id: author.id, name: 'Ana Reis' }
  const search = await aComponent(db, 'Search')
  const { id } = await makeHook(db, { name: 'Automatic check', format: 'any' }, staff, NOON)
  const hook = (await findHook(db, id)) as HookRow
  const ruleId = rule
    ? await keepRule(
        db,
        { hookId: id, ruleId: null },
        { ...PUBLISHES, components: search, ...rule },
        staff,
        NOON,
      )
    : null
  return {
    staff,
    author,
    search,
    hook,
    ruleId,
    say: (status: 'firing' | 'resolved', now: number, changes: Parameters<typeof alerting>[1] = {}) =>
      told(db, hook, alerting(status, { at: new Date(now - 1_000).toISOString(), ...changes }), now),
  }
}

/** A body that a hook's monitor sends. */
export async function told(db: Db, hook: HookRow, body: unknown, now: number): Promise<Made> {
  const alarm = read(body)
  if (!alarm) throw new Error('There is no alarm in it.')
  return hear(db, hook, alarm, now)
}

/** What stands: posts with the states and texts of their updates, announcements, drafts, and what the log says. */
export async function standing(db: Db, hookId: string) {
  const posts = await db.selectFrom('posts').selectAll().orderBy('published_at').orderBy('id').execute()
  const updates = await db.selectFrom('updates').selectAll().orderBy('published_at').orderBy('seq').execute()
  const announcements = await db.selectFrom('announcements').selectAll().orderBy('id').execute()
  const drafts = await db.selectFrom('drafts').selectAll().execute()
  const log = (await listHookLog(db, hookId)).toReversed()
  return {
    posts,
    updates,
    announcements,
    drafts,
    states: updates.map(({ state }) => state),
    told: announcements.length,
    made: log.map(({ made }) => made),
    log,
  }
}

import { takeTurns, transact } from '#db/open.ts'
import { findSame } from '#db/queries/api-posts.ts'
import { findComponents, listComponents } from '#db/queries/status.ts'
import { impactOf } from '#src/feeds/statuspage/status.ts'
import { readDraft } from '#src/posts/draft.ts'
import { keepManner } from '#src/posts/keep-manner.ts'
import { publish } from '#src/posts/publish.ts'
import { tellsOf } from '#src/posts/telling.ts'
import { Refusal } from '#src/refusal.ts'
import type { Call } from './door.ts'
import { componentsIn, namesComponents, type Wished } from './incident-fields.ts'
import { mannerIn } from './incident-manner.ts'
import { mannerOf, wallsOf } from './incident-window.ts'
import { WORDS } from './incident-words.ts'
import { typedIn } from './translations.ts'

/** A program that hears no answer sends the same again: within this time it is taken for the same. */
const SAME_WITHIN = 60_000
const SCHEDULED = ['scheduled', 'in_progress', 'verifying', 'completed']

/** Publishes what a program wishes, by the same checks and the same verb as the form. Returns the post's id. */
export async function createIncident(call: Call, wished: Wished & { name: string }): Promise<string> {
  const closure = wished.scheduled_for != null || SCHEDULED.includes(wished.status ?? '')
  const past = wished.backfilled ? pastOf(wished, closure, call.now) : undefined
  const { ids, statuses } = componentsIn(wished)
  const state = wished.status ?? (closure ? 'scheduled' : past === undefined ? 'investigating' : 'resolved')
  const impact = wished.impact_override === 'maintenance' ? 'none' : wished.impact_override
  const read = readDraft(
    {
      kind: closure ? 'closure' : 'incident',
      title: wished.name,
      state,
      body: wished.body?.trim() ? wished.body : WORDS[state],
      components: ids,
      ...typedIn(wished.translations),
      ...(closure
        ? { reason: 'maintenance', ...windowIn(wished, call.page.time_zone) }
        : {
            impact: impact ?? (await impactFrom(call, ids, statuses)),
            ...Object.fromEntries(Object.entries(statuses).map(([id, status]) => [`status.${id}`, status])),
          }),
      ...(wished.scheduled_remind_prior ? { remind: '60' } : {}),
    },
    call.page.time_zone,
    past ?? call.now,
  )
  if ('problems' in read) throw new Refusal('invalid', read.problems)
  const draft = {
    ...read.draft,
    channels:
      wished.deliver_notifications === false
        ? []
        : tellsOf(read.draft.kind, { state: read.draft.state, impact: read.draft.impact, seq: 1 }),
    window: read.draft.window && { ...read.draft.window, ...mannerOf(wished) },
    ...(namesComponents(wished) && past === undefined ? { names: ids } : {}),
  }
  const { db, author, now, formKey } = call
  return transact(db, async (tx) => {
    const by = { author, now, formKey, ...(past === undefined ? {} : { asOf: past }) }
    await takeTurns(tx, `says:${author.name}`)
    const same = await findSame(tx, {
      title: draft.title,
      body: draft.body,
      author,
      since: now - SAME_WITHIN,
    })
    if (same) return same
    const { postId } = await publish(tx, draft, by)
    await keepManner(tx, postId, mannerIn(wished), now)
    return postId
  })
}

/** The instant for which a back-dated incident is written down. */
function pastOf(wished: Wished, closure: boolean, now: number): number {
  if (closure)
    throw new Refusal('invalid', {
      backfilled: 'Only incidents are back-dated; give a maintenance its window.',
    })
  if (wished.components != null)
    throw new Refusal('invalid', {
      components: 'A back-dated incident changes no component: give component_ids.',
    })
  const at = wished.backfill_date ?? Number.NaN
  if (!(at < now))
    throw new Refusal('invalid', { backfill_date: 'Say when it was: a time that is past, in ISO 8601.' })
  return at
}

function windowIn(wished: Wished, zone: string) {
  const { scheduled_for: starts, scheduled_until: ends } = wished
  if (starts == null || ends == null) {
    throw new Refusal('invalid', {
      ...(starts == null && { starts: 'Say when it starts.' }),
      ...(ends == null && { ends: 'Say when it ends.' }),
    })
  }
  return wallsOf(starts, ends, zone)
}

/** What follows from the components where the program does not say how heavy it is. */
async function impactFrom(
  { readDb }: Call,
  ids: string[],
  said: ReturnType<typeof componentsIn>['statuses'],
) {
  const [affected, all] = await Promise.all([findComponents(readDb, ids), listComponents(readDb)])
  const statuses = affected.map(({ id, status }) => said[id] ?? status)
  return impactOf(statuses, all.length, 'none')
}

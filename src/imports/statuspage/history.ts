import { wallOf } from '#src/posts/closing.ts'
import type { Impact, State } from '#src/posts/kinds.ts'
import type { History, PastPost, PastUpdate } from '../history.ts'
import { toMarkdown } from './body.ts'
import { componentIdsOf, componentsOf, groupsOf } from './components.ts'
import { type Export, gather } from './gather.ts'
import type { Entry, IncidentEntry, MaintenanceEntry, UpdateEntry } from './shape.ts'

/** Answers of Statuspage's public API, one or many, as a history in our words. `zone` is used where they name none. */
export function historyOf(exports: Export[], zone: string, now: number): History {
  const all = gather(exports)
  const timeZone = all.page.time_zone ?? zone
  const entries = [...all.incidents.values(), ...all.maintenances.values()]
  const groups = groupsOf(all, entries)
  return {
    source: 'statuspage',
    page: { name: all.page.name, timeZone },
    groups,
    components: componentsOf(all, entries, groups, now),
    posts: [
      ...[...all.incidents.values()].map(incidentOf),
      ...[...all.maintenances.values()].map((entry) => closureOf(entry, timeZone)),
    ],
  }
}

function incidentOf(entry: IncidentEntry): PastPost {
  const post = postOf(entry)
  const startedAt = Math.min(entry.started_at ?? entry.created_at, post.publishedAt)
  const impact: Impact = !entry.impact || entry.impact === 'maintenance' ? 'none' : entry.impact
  return { ...post, kind: 'incident', impact, reason: null, window: null, startedAt }
}

function closureOf(entry: MaintenanceEntry, timeZone: string): PastPost {
  const window = {
    startsWall: wallOf(entry.scheduled_for, timeZone),
    endsWall: wallOf(entry.scheduled_until, timeZone),
    timeZone,
    startsAt: entry.scheduled_for,
    endsAt: entry.scheduled_until,
  }
  return { ...postOf(entry), kind: 'closure', impact: null, reason: 'maintenance', window, startedAt: null }
}

function postOf(entry: Entry) {
  const updates = (entry.incident_updates ?? [])
    .map((update) => updateOf(update, entry))
    .sort((a, b) => a.publishedAt - b.publishedAt)
  if (!updates.length) updates.push(standIn(entry))
  const publishedAt = Math.min(entry.created_at, updates[0]?.publishedAt ?? entry.created_at)
  return {
    sourceId: entry.id,
    title: entry.name.replace(/\s+/g, ' '),
    resolvedAt: entry.resolved_at ?? null,
    publishedAt,
    changedAt: entry.updated_at ?? updates.at(-1)?.publishedAt ?? entry.created_at,
    componentIds: componentIdsOf(entry),
    updates,
  }
}

/** A post always says at least in which state it is. */
function standIn(entry: Entry): PastUpdate {
  const state = stateOf(entry.status, entry)
  return { sourceId: entry.id, state, body: '', publishedAt: entry.created_at, components: [] }
}

function updateOf(update: UpdateEntry, entry: Entry): PastUpdate {
  const components = new Map(
    (update.affected_components ?? []).map((one) => [
      one.code,
      { sourceId: one.code, oldStatus: one.old_status, status: one.new_status },
    ]),
  )
  return {
    sourceId: update.id,
    state: stateOf(update.status, entry),
    body: toMarkdown(update.body ?? ''),
    publishedAt: update.display_at ?? update.created_at,
    components: [...components.values()],
  }
}

/** A closure has no post-mortem with us: it is what is said after the end. */
function stateOf(status: UpdateEntry['status'], entry: Entry): State {
  return status === 'postmortem' && 'scheduled_for' in entry ? 'completed' : status
}

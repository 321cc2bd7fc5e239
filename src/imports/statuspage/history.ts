import { wallOf } from '#src/posts/closing.ts'
import type { Impact, State } from '#src/posts/kinds.ts'
import type { History, PastComponent, PastGroup, PastPost, PastUpdate } from '../history.ts'
import { WEEK } from '../record.ts'
import { toMarkdown } from './body.ts'
import { type Export, type Gathered, gather } from './gather.ts'
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

/** Groups as listed; those that are not are known by the name in front of their components': "Asia - Singapore". */
function groupsOf(all: Gathered, entries: Entry[]): PastGroup[] {
  const groups = new Map<string, PastGroup>()
  for (const { entry } of all.components.values())
    if (entry.group)
      groups.set(entry.id, { sourceId: entry.id, name: entry.name, position: entry.position ?? 0 })
  for (const { entry, affected } of namedIn(entries, all)) {
    const tail = ` - ${entry.name}`
    if (!entry.group_id || groups.has(entry.group_id) || !affected.endsWith(tail)) continue
    const name = affected.slice(0, -tail.length)
    groups.set(entry.group_id, { sourceId: entry.group_id, name, position: groups.size + 1 })
  }
  return [...groups.values()]
}

function* namedIn(entries: Entry[], all: Gathered) {
  for (const { incident_updates } of entries)
    for (const { affected_components } of incident_updates ?? [])
      for (const { code, name } of affected_components ?? []) {
        const entry = all.components.get(code)?.entry
        if (entry) yield { entry, affected: name }
      }
}

function componentsOf(all: Gathered, entries: Entry[], groups: PastGroup[], now: number): PastComponent[] {
  const known = new Set(groups.map((group) => group.sourceId))
  const underWay = new Set(
    [...all.maintenances.values()]
      .filter((entry) => entry.scheduled_until > now)
      .flatMap((entry) => componentIdsOf(entry)),
  )
  const components = [...all.components.values()]
    .filter(({ entry }) => !entry.group)
    .map(({ entry, listed, pageId }): PastComponent => {
      const fresh = listed !== null && listed > now - WEEK
      // The closure itself lays "under maintenance" over its components, and takes it away again.
      const laidOver = entry.status === 'under_maintenance' && underWay.has(entry.id)
      return {
        sourceId: entry.id,
        groupId: entry.group_id && known.has(entry.group_id) ? entry.group_id : null,
        name: entry.name,
        description: entry.description?.trim() || null,
        position: entry.position ?? 0,
        createdAt: entry.created_at,
        gone: (listed ?? -1) < (all.listings.get(pageId) ?? -1),
        standing: fresh ? { status: laidOver ? 'operational' : entry.status, at: entry.updated_at } : null,
      }
    })
  return [...components, ...onlyNamed(all, entries, groups)]
}

/** Components of which nothing is left but their name in an update. */
function onlyNamed(all: Gathered, entries: Entry[], groups: PastGroup[]): PastComponent[] {
  const found = new Map<string, PastComponent>()
  for (const entry of entries)
    for (const update of entry.incident_updates ?? [])
      for (const { code, name } of update.affected_components ?? []) {
        if (all.components.has(code) || found.has(code)) continue
        const group = groups.find((one) => name.startsWith(`${one.name} - `))
        found.set(code, {
          sourceId: code,
          groupId: group?.sourceId ?? null,
          name: group ? name.slice(group.name.length + 3) : name,
          description: null,
          position: 10_000,
          createdAt: update.created_at,
          gone: all.listings.size > 0,
          standing: null,
        })
      }
  return [...found.values()]
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

function componentIdsOf(entry: Entry): string[] {
  const named = (entry.incident_updates ?? []).flatMap((update) => update.affected_components ?? [])
  const listed = (entry.components ?? []).filter((component) => !component.group)
  return [...new Set([...listed.map((component) => component.id), ...named.map((one) => one.code)])]
}

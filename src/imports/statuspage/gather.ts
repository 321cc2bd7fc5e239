import type { Answer, ComponentEntry, Entry, IncidentEntry, MaintenanceEntry, UpdateEntry } from './shape.ts'

/** An answer, and the instant of which it speaks. */
export interface Export {
  answer: Answer
  asOf: number
}

/** Several answers as one, each thing in its newest form, whatever the order in which they came. */
export interface Gathered {
  page: Answer['page']
  incidents: Map<string, IncidentEntry>
  maintenances: Map<string, MaintenanceEntry>
  /** Components and groups; `listed`: as their page lists them, with the instant of the listing. */
  components: Map<string, { entry: ComponentEntry; listed: number | null; pageId: string }>
  /** Page → the instant of its newest whole list of components that we have seen. */
  listings: Map<string, number>
}

/** When an answer was given, as far as it tells: its newest instant. */
export function asOfItself({
  page,
  incidents = [],
  scheduled_maintenances = [],
  components = [],
}: Answer): number {
  const instants = [...incidents, ...scheduled_maintenances, ...components].map(changedAt)
  return instants.reduce((newest, at) => Math.max(newest, at), page.updated_at ?? 0)
}

export function gather(exports: Export[]): Gathered {
  const first = exports[0]
  if (!first) throw new Error('nothing to gather')
  const all: Gathered = {
    page: first.answer.page,
    incidents: new Map(),
    maintenances: new Map(),
    components: new Map(),
    listings: new Map(),
  }
  for (const { answer, asOf } of exports) {
    const pageId = answer.page.id
    for (const entry of answer.incidents ?? []) merge(all.incidents, entry)
    for (const entry of answer.scheduled_maintenances ?? []) merge(all.maintenances, entry)
    for (const entry of [...(answer.incidents ?? []), ...(answer.scheduled_maintenances ?? [])])
      for (const component of entry.components ?? []) keep(all, component, null, pageId)
    if (answer.components) all.listings.set(pageId, Math.max(asOf, all.listings.get(pageId) ?? 0))
    for (const component of answer.components ?? []) keep(all, component, asOf, pageId)
  }
  return all
}

/** The newer form of an entry, with the updates of both. */
function merge<One extends Entry>(into: Map<string, One>, entry: One): void {
  const other = into.get(entry.id)
  if (!other) {
    into.set(entry.id, entry)
    return
  }
  const newer = changedAt(entry) >= changedAt(other) ? entry : other
  const updates = new Map<string, UpdateEntry>()
  for (const update of [...(other.incident_updates ?? []), ...(entry.incident_updates ?? [])]) {
    const same = updates.get(update.id)
    if (!same || changedAt(update) >= changedAt(same)) updates.set(update.id, update)
  }
  into.set(entry.id, { ...newer, incident_updates: [...updates.values()] })
}

/** A listing outweighs what an incident remembers of a component; among equals the newer does. */
function keep(all: Gathered, entry: ComponentEntry, listed: number | null, pageId: string): void {
  const other = all.components.get(entry.id)
  const outweighed =
    other &&
    (listed === null
      ? other.listed !== null || other.entry.updated_at > entry.updated_at
      : other.listed !== null && other.listed > listed)
  if (!outweighed) all.components.set(entry.id, { entry, listed, pageId })
}

function changedAt(one: { created_at: number; updated_at?: number | null | undefined }): number {
  return one.updated_at ?? one.created_at
}

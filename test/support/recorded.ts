import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Answers that Statuspage gave, kept beside the project; not part of it. */
export const RECORDED = join(import.meta.dirname, '../../../shared/data/statuspage')

export const hasRecorded = existsSync(RECORDED)

/** The JSON files in a folder of them, by name. */
export function recordedIn(folder: string): { name: string; json: RecordedSummary }[] {
  const path = join(RECORDED, folder)
  if (!existsSync(path)) return []
  const names = readdirSync(path).filter((file) => file.endsWith('.json'))
  return names.sort().map((name) => ({ name, json: JSON.parse(readFileSync(join(path, name), 'utf8')) }))
}

export interface RecordedComponent {
  id: string
  name: string
  status: string
  created_at: string
  updated_at: string
  position: number
  description: string | null
  showcase: boolean
  start_date: string | null
  group_id: string | null
  page_id: string
  group: boolean
  only_show_if_degraded: boolean
  components?: string[]
}

export interface RecordedUpdate {
  id: string
  status: string
  body: string
  incident_id: string
  created_at: string
  updated_at: string
  display_at: string
  affected_components: { code: string; name: string; old_status: string; new_status: string }[] | null
  deliver_notifications: boolean
}

export interface RecordedIncident {
  id: string
  name: string
  status: string
  created_at: string
  updated_at: string
  monitoring_at: string | null
  resolved_at: string | null
  impact: string
  shortlink: string
  started_at: string
  page_id: string
  incident_updates: RecordedUpdate[]
  components: RecordedComponent[]
  reminder_intervals?: null
  scheduled_for?: string
  scheduled_until?: string
}

export interface RecordedSummary {
  page: { id: string; name: string; url: string; time_zone: string; updated_at: string }
  components: RecordedComponent[]
  incidents: RecordedIncident[]
  scheduled_maintenances: RecordedIncident[]
  status: { indicator: string; description: string }
}

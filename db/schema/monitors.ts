import type { Generated, Selectable } from 'kysely'
import type { Ms } from './ms.ts'

/** What monitors may call, and what was made of it. */
export interface MonitorTables {
  hooks: HookTable
  hook_rules: HookRuleTable
  alarms: AlarmTable
  hook_log: HookLogTable
}

export interface HookTable {
  id: string
  /** By staff; customers read it as the author of what it says. */
  name: string
  format: string
  /** SHA-256 of its token: a dump of this table opens nothing. */
  token_hash: string
  /** What the monitor signs with, sealed with our key; null: the token alone is the proof. */
  secret: string | null
  created_by: number
  created_at: Ms
  revoked_at: Ms | null
  heard_at: Ms | null
}

export interface HookRuleTable {
  id: string
  hook_id: string
  position: number
  name: string
  /** JSON of a `Rule`. */
  settings: string
}

/** How one trouble stands, as a hook tells it. */
export interface AlarmTable {
  id: Generated<number>
  hook_id: string
  key: string
  /** `firing` or `resolved`. */
  state: string
  /** The rule that was chosen when it began to fire; null: none fitted. */
  rule_id: string | null
  /** JSON of the `Alarm` with which this state began. */
  told: string
  /** The newest instant by the monitor's own clock. */
  source_at: Ms | null
  /** When this state began, by ours. */
  since: Ms
  heard_at: Ms
  count: number
  /** When the clock has something to do about it. */
  due_at: Ms | null
  /** When what its firing asks for was done; null: not yet. */
  acted_at: Ms | null
  draft_id: string | null
  post_id: string | null
  /** When subscribers were last told of it. */
  told_at: Ms | null
}

/** What came, and what was made of it. */
export interface HookLogTable {
  id: Generated<number>
  hook_id: string
  at: Ms
  /** JSON of the `Alarm`; null where the body could not be read, or the clock did it. */
  alarm: string | null
  made: string
  why: string
  post_id: string | null
  draft_id: string | null
}

export type HookRow = Selectable<HookTable>
export type HookRuleRow = Selectable<HookRuleTable>
export type AlarmRow = Selectable<AlarmTable>
export type HookLogRow = Selectable<HookLogTable>

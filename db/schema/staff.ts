import type { Generated, Selectable } from 'kysely'
import type { Ms } from './ms.ts'

/** Who may speak, and what they did. */
export interface StaffTables {
  staff: StaffTable
  sessions: SessionTable
  links: LinkTable
  throttles: ThrottleTable
  audit: AuditTable
  tokens: TokenTable
}

export interface StaffTable {
  id: Generated<number>
  email: string
  name: string
  role: string
  password_hash: string
  created_at: Ms
  disabled_at: Ms | null
}

export interface SessionTable {
  /** SHA-256 of the cookie's secret: a dump of this table opens nothing. */
  id: string
  staff_id: number
  created_at: Ms
  expires_at: Ms
  user_agent: string | null
}

/** One-time links for staff: setup, invite, signin. The token itself is derived, never stored. */
export interface LinkTable {
  id: string
  purpose: string
  nonce: string
  email: string | null
  role: string | null
  staff_id: number | null
  created_by: number | null
  created_at: Ms
  expires_at: Ms
  used_at: Ms | null
}

/** Things counted against a limit, each until it no longer counts. */
export interface ThrottleTable {
  id: Generated<number>
  /** HMAC of what is counted (an address, an account, a number), with its purpose in front. */
  key: string
  at: Ms
  until: Ms
}

export interface AuditTable {
  id: Generated<number>
  at: Ms
  staff_id: number | null
  staff_name: string | null
  action: string
  object: string | null
  detail: string | null
}

/** What a program shows to be let in. */
export interface TokenTable {
  id: string
  /** Who speaks, for people: it stands as the author of what the program says. */
  name: string
  role: string
  /** SHA-256 of the token: a dump of this table opens nothing. */
  hash: string
  created_at: Ms
  created_by: number
  /** About when it was last used. */
  used_at: Ms | null
  revoked_at: Ms | null
  revoked_by: number | null
}

export type TokenRow = Selectable<TokenTable>
export type StaffRow = Selectable<StaffTable>
export type SessionRow = Selectable<SessionTable>
export type LinkRow = Selectable<LinkTable>
export type AuditRow = Selectable<AuditTable>

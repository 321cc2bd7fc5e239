import { type RawBuilder, sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Kind } from '#src/posts/kinds.ts'
import { type Db, engineOf } from '../open.ts'

/** How somebody stands, as staff see it. */
export type Standing = 'active' | 'asked' | 'quarantined' | 'suppressed' | 'left'

/** Whom somebody looks for: by the whole address (its HMACs), its beginning, its domain, or the last digits of a number. */
export type Sought =
  | { by: 'address'; hashes: string[] }
  | { by: 'beginning' | 'domain' | 'digits'; text: string }

export interface Narrowed {
  sought?: Sought
  channel?: Channel
  state?: Standing
  kind?: Kind
  /** Those who hear about it: they chose it, or everything. */
  component?: string
  tag?: string
  language?: string
  origin?: string
}

/** Which state a subscriber `s` is in. */
export const STATE = sql<Standing>`case
  when s.ended_at is not null then 'left'
  when exists (select 1 from suppressions x where x.address_hash = s.address_hash) then 'suppressed'
  when s.confirmed_at is null then 'asked'
  when s.quarantined_until is not null then 'quarantined'
  else 'active' end`

/** How a list is looked through. */
export interface Plan {
  from: RawBuilder<unknown>
  /** What its index answers, and what is then asked of each. */
  lead: RawBuilder<unknown>[]
  rest: RawBuilder<unknown>[]
  /** What it is ordered by, and that of one subscriber. */
  key: RawBuilder<unknown>
  keyOf: (id: number) => RawBuilder<unknown>
  way: RawBuilder<unknown>
  onward: RawBuilder<unknown>
  backward: RawBuilder<unknown>
}

/** The way through a million that leads to them: by whatever index narrows best. */
export function planOf(db: Db, narrowed: Narrowed): Plan {
  const { by, people } = engineOf(db)
  const { sought, tag, state } = narrowed
  const rest = restOf(narrowed)
  const among = (index: string, ...lead: RawBuilder<unknown>[]): Plan => ({
    ...BY_ID,
    from: sql`subscribers s ${by(index)}`,
    lead,
    rest,
  })
  if (sought?.by === 'address')
    return among('subscribers_by_hash', sql`s.address_hash in (${sql.join(sought.hashes)})`)
  if (sought?.by === 'domain')
    return among('subscribers_by_domain', sql`s.channel = 'email'`, sql`${people.domain} = ${sought.text}`)
  if (sought?.by === 'digits') {
    rest.push(sql`s.address like ${`%${sought.text}`}`)
    return among(
      'subscribers_by_digits',
      sql`s.channel = 'sms'`,
      sql`${people.lastFour} = ${sought.text.slice(-4)}`,
    )
  }
  if (sought) {
    const { text } = sought
    // Of other channels the address itself is a secret: nobody finds it out letter by letter.
    rest.push(sql`s.channel in ('email', 'sms')`)
    const key = people.address
    const keyOf = (id: number) => sql`(select address from subscribers where id = ${id})`
    const lead = [sql`${key} >= ${text}`, sql`${key} < ${`${text}\u{10ffff}`}`]
    return { ...among('subscribers_by_address', ...lead), key, keyOf, ...UPWARD }
  }
  if (tag !== undefined) {
    const from = sql`subscriber_tags t cross join subscribers s`
    const lead = [sql`t.tag = ${tag}`, sql`s.id = t.subscriber_id`]
    return { ...BY_ID, key: sql`t.subscriber_id`, from, lead, rest }
  }
  if (state === 'left') return among('subscribers_left', sql`s.ended_at is not null`)
  if (state === 'asked') return among('subscribers_asked', sql`s.confirmed_at is null and s.ended_at is null`)
  if (state === 'quarantined') return among('subscribers_resting', sql`s.quarantined_until is not null`)
  return { ...BY_ID, from: sql`subscribers s`, lead: [], rest }
}

const UPWARD = { way: sql`asc`, onward: sql`>`, backward: sql`<=` }
const BY_ID = {
  key: sql`s.id`,
  keyOf: (id: number) => sql`${id}`,
  way: sql`desc`,
  onward: sql`<`,
  backward: sql`>=`,
}

function restOf({ sought, channel, state, kind, component, tag, language, origin }: Narrowed) {
  const rest: RawBuilder<unknown>[] = []
  if (channel) rest.push(sql`s.channel = ${channel}`)
  if (state) rest.push(sql`${STATE} = ${state}`)
  if (kind) rest.push(sql`${sql.ref(`s.wants_${kind}`)} = 1`)
  if (language) rest.push(sql`s.language = ${language}`)
  if (origin) rest.push(sql`s.origin = ${origin}`)
  if (tag !== undefined && sought)
    rest.push(sql`exists (select 1 from subscriber_tags t where t.tag = ${tag} and t.subscriber_id = s.id)`)
  if (component)
    rest.push(sql`(s.every_component = 1 or exists (select 1 from subscriber_components c
      where c.subscriber_id = s.id and c.component_id = ${component}))`)
  return rest
}

export const all = (conditions: RawBuilder<unknown>[]) =>
  conditions.length ? sql.join(conditions, sql` and `) : sql`1 = 1`

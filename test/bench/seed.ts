import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/open.ts'
import { NOON } from '#test/support/makers.ts'
import type { Engine } from './world.ts'

export interface Many {
  from: number
  to: number
  /** Before the number in each address. */
  name?: string
  /** What they want to hear of; everything unless said otherwise. */
  wants?: 'incident' | 'release'
}

/** Rows per statement: PostgreSQL ends what takes longer than ten seconds. */
const AT_ONCE = 200_000

/**
 * Confirmed readers by mail, spread over domains as real lists are: half at one provider, a fifth at
 * another, the rest at some hundred small ones. All domains are reserved ones.
 */
export async function seedSubscribers(db: Db, engine: Engine, many: Many): Promise<void> {
  const { name = 'reader' } = many
  const wants = (kind: Many['wants'] | 'closure') => (!many.wants || many.wants === kind ? 1 : 0)
  for (const some of pieces(many))
    await sql`
    ${series(engine, some)}
    insert into subscribers (channel, address, address_hash, name, language, wants_incident, wants_closure,
      wants_release, every_component, created_at, confirmed_at)
    select 'email', ${sql.lit(name)} || i || case when i % 10 < 5 then '@large.example'
        when i % 10 < 7 then '@middle.example' else '@d' || (i % 97) || '.example' end,
      ${sql.lit(`${name}-hash-of-an-address-`)} || i, case when i % 3 = 0 then null else 'Reader ' || i end,
      'en', ${wants('incident')}, ${wants('closure')}, ${wants('release')}, 1, ${NOON}, ${NOON}
    from series`.execute(db)
}

/** Past announcements with everybody's delivery done: what has piled up after years. */
export async function seedPast(
  db: Db,
  engine: Engine,
  past: { announcements: number; recipients: number },
): Promise<void> {
  await sql`
    ${series(engine, { from: 1, to: past.announcements })}
    insert into announcements (key, occasion, priority, kind, channels, created_at, hold_until, audience_max_id,
      cursor, expanded_at, done_at)
    select 'past:' || i, 'update', 3, 'release', '["email"]', ${NOON}, ${NOON}, ${past.recipients},
      ${past.recipients}, ${NOON}, ${NOON}
    from series`.execute(db)
  const { rows } = await sql<{ id: number }>`select id from announcements where key like 'past:%'`.execute(db)
  for (const { id } of rows)
    for (const some of pieces({ from: 1, to: past.recipients }))
      await sql`
      ${series(engine, some)}
      insert into deliveries (announcement_id, subscriber_id, channel, state, attempts, due_at, first_at, sent_at)
      select ${sql.lit(Number(id))}, i, 'email', 'sent', 1, ${NOON}, ${NOON}, ${NOON} from series`.execute(db)
}

function* pieces({ from, to }: { from: number; to: number }) {
  for (let at = from; at <= to; at += AT_ONCE) yield { from: at, to: Math.min(to, at + AT_ONCE - 1) }
}

/** A common table expression `series(i)`. */
export function series(engine: Engine, { from, to }: { from: number; to: number }): RawBuilder<unknown> {
  return engine === 'sqlite'
    ? sql`with recursive series(i) as (select ${sql.lit(from)} union all select i + 1 from series where i < ${sql.lit(to)})`
    : sql`with series(i) as (select generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint))`
}

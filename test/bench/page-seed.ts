import { sql } from 'kysely'
import type { Db } from '#db/open.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { update } from '#src/posts/update.ts'
import { aComponent, anIncident } from '#test/support/makers.ts'
import { series } from './seed.ts'
import type { Engine } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const TEXT =
  'Since 11:40 UTC a part of your mail is delivered late. One of three queues stands still, nothing is lost, and new mail goes another way. '
const AT_ONCE = 20_000

/** A page as large as a real one: thirty components, twenty posts of the last days with three updates each, and so many before. */
export async function seedPosts(db: Db, engine: Engine, authorId: number, posts: number): Promise<void> {
  const author = { id: authorId, name: 'Ana Reis' }
  const now = Date.now()
  for (let i = 1; i <= 30; i++) await aComponent(db, `Component ${i}`, { id: `c${i}`, position: i })
  for (let i = 1; i <= Math.min(20, posts); i++) {
    const at = now - i * 12 * HOUR
    const draft = anIncident({ title: `Mail is late, part ${i}`, startedAt: at, body: TEXT, channels: [] })
    const by = (minutes: number) => ({ author, now: at + minutes * 60_000, formKey: `fill${i}-${minutes}` })
    const { postId } = await publish(db, { ...draft, componentIds: [`c${i}`] }, by(0))
    const entry = { body: TEXT, statuses: {}, nextUpdateBy: null, channels: [] }
    await update(db, postId, { ...entry, state: 'monitoring' }, by(20))
    await update(db, postId, { ...entry, state: 'resolved' }, by(40))
  }
  for (let from = 21; from <= posts; from += AT_ONCE)
    await seedOlder(db, engine, { from, to: Math.min(posts, from + AT_ONCE - 1) }, now - 30 * DAY)
  if (engine === 'sqlite') await sql`analyze`.execute(db)
}

/** One each hour, the further back the higher its number. */
async function seedOlder(db: Db, engine: Engine, some: { from: number; to: number }, newest: number) {
  const at = sql`(${sql.lit(newest)} - i * ${sql.lit(HOUR)})`
  await sql`
    ${series(engine, some)}
    insert into posts (id, kind, title, state, impact, started_at, resolved_at, author_name, created_at,
      published_at, updated_at, ended_at, filed_at)
    select 'p' || i, 'incident', 'Mail is late, older ' || i, 'resolved', 'minor', ${at}, ${at}, 'Ana Reis', ${at},
      ${at}, ${at}, ${at}, ${at} from series`.execute(db)
  await sql`
    ${series(engine, some)}
    insert into post_components (post_id, component_id) select 'p' || i, 'c' || (i % 30 + 1) from series`.execute(
    db,
  )
  for (const [seq, state] of ['investigating', 'monitoring', 'resolved'].entries())
    await sql`
      ${series(engine, some)}
      insert into updates (id, post_id, seq, state, body, author_name, published_at)
      select 'u' || i || ${sql.lit(`x${seq}`)}, 'p' || i, ${sql.lit(seq + 1)}, ${sql.lit(state)}, ${sql.lit(TEXT)},
        'Ana Reis', ${at} from series`.execute(db)
}

/** Something to publish again and again without the page growing: the newest update in other words. */
export async function rewording(db: Db, authorId: number): Promise<() => Promise<void>> {
  const { id } = await db
    .selectFrom('updates')
    .select('id')
    .orderBy('published_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  let count = 0
  return async () => {
    count += 1
    const by = { author: { id: authorId, name: 'Ana Reis' }, now: Date.now() }
    await revise(db, id, `${TEXT}\n\nReworded ${count} times.`, by)
  }
}

import { type Kysely, sql } from 'kysely'
import type { Found } from '../queries/search.ts'
import type { Schema } from '../schema.ts'

/** A text vector holds a megabyte at most, and its words this many characters of text for certain. */
const LONGEST = 100_000
/** A search that takes longer is given up. */
const PATIENCE_MS = 2_000
const CANCELLED = '57014'

/**
 * Words of every post as a text vector, accents folded and cut at every sign that is no letter, kept by triggers so that
 * whoever writes a post fills it. A post's key begins with the instant of its publication.
 */
export async function prepareSearch(db: Kysely<never>): Promise<void> {
  await sql`create table post_words (
    post_id text primary key references posts (id) on delete cascade, key bigint not null, words tsvector not null)`.execute(
    db,
  )
  await sql`create function candor_fold(text) returns text language sql immutable as $fold$
    select regexp_replace(regexp_replace(normalize(left($1, ${sql.lit(LONGEST)}), NFKD), '[\u0300-\u036f]', '', 'g'),
      '[!-/:-@\[-\`{-~]+', ' ', 'g') $fold$`.execute(db)
  await sql`create function candor_words(text[]) returns void language sql as $words$
    insert into post_words (post_id, key, words)
    select p.id, p.published_at * 1000 + abs(mod(hashtext(p.id), 1000)), to_tsvector('simple', candor_fold(
      p.title || ' ' || coalesce((select string_agg(u.body, ' ' order by u.seq desc) from updates u where u.post_id = p.id), '')))
    from posts p where p.id = any($1)
    on conflict (post_id) do update set words = excluded.words $words$`.execute(db)
  // An import brings hundreds of updates in one statement: each post is read once. No post is without an update.
  await sql`create function candor_said() returns trigger language plpgsql as $said$ begin
    perform candor_words(array(select distinct post_id from after)); return null; end $said$`.execute(db)
  await sql`create function candor_said_again() returns trigger language plpgsql as $said$ begin
    perform candor_words(array[new.post_id]); return null; end $said$`.execute(db)
  await sql`create function candor_titled() returns trigger language plpgsql as $said$ begin
    perform candor_words(array[new.id]); return null; end $said$`.execute(db)
  await sql`create trigger updates_said after insert on updates referencing new table as after
    for each statement execute function candor_said()`.execute(db)
  await sql`create trigger updates_said_again after update of body on updates
    for each row when (old.body is distinct from new.body) execute function candor_said_again()`.execute(db)
  await sql`create trigger posts_titled after update of title on posts
    for each row when (old.title is distinct from new.title) execute function candor_titled()`.execute(db)
  await sql`select candor_words(array(select id from posts))`.execute(db)
  await sql`create index post_words_found on post_words using gin (words)`.execute(db)
  await sql`create index post_words_by_key on post_words (key)`.execute(db)
}

/** As on SQLite: from then on what a post says in other languages is found as well. */
export async function searchTranslations(db: Kysely<never>): Promise<void> {
  await sql`create or replace function candor_words(text[]) returns void language sql as $words$
    insert into post_words (post_id, key, words)
    select p.id, p.published_at * 1000 + abs(mod(hashtext(p.id), 1000)), to_tsvector('simple', candor_fold(
      p.title || ' ' || coalesce((select string_agg(x.title, ' ') from post_texts x where x.post_id = p.id), '')
        || ' ' || coalesce((select string_agg(u.body || ' ' || coalesce(
          (select string_agg(t.body, ' ') from update_texts t where t.update_id = u.id), ''), ' ' order by u.seq desc)
          from updates u where u.post_id = p.id), '')))
    from posts p where p.id = any($1)
    on conflict (post_id) do update set words = excluded.words $words$`.execute(db)
  await sql`create function candor_translated() returns trigger language plpgsql as $said$ begin
    perform candor_words(array[new.post_id]); return null; end $said$`.execute(db)
  await sql`create function candor_said_in_another() returns trigger language plpgsql as $said$ begin
    perform candor_words(array(select post_id from updates where id = new.update_id)); return null; end $said$`.execute(
    db,
  )
  await sql`create trigger post_texts_said after insert or update on post_texts
    for each row execute function candor_translated()`.execute(db)
  await sql`create trigger update_texts_said after insert or update on update_texts
    for each row execute function candor_said_in_another()`.execute(db)
}

/** As on SQLite; undefined when it would take too long. */
export async function findWords(
  db: Kysely<Schema>,
  words: string[],
  { before, limit }: { before: number; limit: number },
): Promise<Found[] | undefined> {
  const match = words.map((word) => `${word}${[...word].length >= 3 ? ':*' : ''}`).join(' & ')
  try {
    return await db.transaction().execute(async (tx) => {
      await sql`select set_config('statement_timeout', ${String(PATIENCE_MS)}, true)`.execute(tx)
      const { rows } = await sql<Found>`
        select post_id as id, key from post_words
        where words @@ to_tsquery('simple', ${match}) and key < ${before}
        order by key desc limit ${limit}`.execute(tx)
      return rows
    })
  } catch (error) {
    if ((error as { code?: string }).code === CANCELLED) return undefined
    throw error
  }
}

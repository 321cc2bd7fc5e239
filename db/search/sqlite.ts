import { type Kysely, sql } from 'kysely'
import type { Found } from '../queries/search.ts'
import type { Schema } from '../schema.ts'

/**
 * Words of every post in FTS5, accents folded, kept by triggers so that whoever writes a post fills it. A post's key begins
 * with the instant of its publication: what was found comes newest first without sorting, however common the word.
 */
export async function prepareSearch(db: Kysely<never>): Promise<void> {
  await sql`create table post_keys (
    key integer primary key, post_id text not null unique references posts (id) on delete cascade)`.execute(
    db,
  )
  await sql`create virtual table post_words using fts5(
    title, body, tokenize = "unicode61 remove_diacritics 2", prefix = '3')`.execute(db)
  await sql`insert or ignore into post_keys (key, post_id)
    select published_at * 1000 + row_number() over (partition by published_at order by id) - 1, id from posts`.execute(
    db,
  )
  await sql`insert into post_words (rowid, title, body)
    select k.key, p.title, ${bodies('p.id')} from post_keys k join posts p on p.id = k.post_id`.execute(db)
  await sql`create trigger posts_words_added after insert on posts begin
    insert or ignore into post_keys (key, post_id) select coalesce(max(key) + 1, new.published_at * 1000), new.id
      from post_keys where key between new.published_at * 1000 and new.published_at * 1000 + 999;
    insert into post_words (rowid, title, body) select key, new.title, '' from post_keys where post_id = new.id;
  end`.execute(db)
  await sql`create trigger posts_words_changed after update of title on posts when new.title <> old.title begin
    update post_words set title = new.title where rowid = (select key from post_keys where post_id = new.id);
  end`.execute(db)
  for (const [name, event, row] of [
    ['added', 'insert', 'new'],
    ['changed', 'update of body', 'new'],
    ['removed', 'delete', 'old'],
  ])
    await sql`create trigger ${sql.ref(`updates_words_${name}`)} after ${sql.raw(event ?? '')} on updates begin
      update post_words set body = ${bodies(`${row}.post_id`)}
      where rowid = (select key from post_keys where post_id = ${sql.ref(`${row}.post_id`)});
    end`.execute(db)
  await sql`create trigger post_keys_removed after delete on post_keys begin
    delete from post_words where rowid = old.key; end`.execute(db)
}

/** From then on what a post says in other languages is found as well. */
export async function searchTranslations(db: Kysely<never>): Promise<void> {
  const refill = (postId: string) => sql`
    update post_words set body = ${everything(postId)}
    where rowid = (select key from post_keys where post_id = ${sql.raw(postId)});`
  for (const name of ['added', 'changed', 'removed'])
    await sql`drop trigger ${sql.ref(`updates_words_${name}`)}`.execute(db)
  for (const [table, postOf] of [
    ['updates', (row: string) => `${row}.post_id`],
    ['update_texts', (row: string) => `(select post_id from updates where id = ${row}.update_id)`],
    ['post_texts', (row: string) => `${row}.post_id`],
  ] as const)
    for (const [name, event, row] of [
      ['added', 'insert', 'new'],
      ['changed', 'update', 'new'],
      ['removed', 'delete', 'old'],
    ] as const)
      await sql`create trigger ${sql.ref(`${table}_words_${name}`)} after ${sql.raw(event)} on ${sql.ref(table)} begin
        ${refill(postOf(row))}
      end`.execute(db)
}

const everything = (postId: string) => {
  const id = sql.raw(postId)
  return sql`(select coalesce(group_concat(text, char(10)), '') from (
    select body as text from updates where post_id = ${id}
    union all select t.body from update_texts t join updates u on u.id = t.update_id where u.post_id = ${id}
    union all select title from post_texts where post_id = ${id}))`
}

const bodies = (postId: string) =>
  sql`(select coalesce(group_concat(body, char(10)), '') from updates where post_id = ${sql.ref(postId)})`

/** Posts that contain all of these words, newest first; those of three letters and more also as beginnings. */
export async function findWords(
  db: Kysely<Schema>,
  words: string[],
  { before, limit }: { before: number; limit: number },
): Promise<Found[]> {
  const match = words.map((word) => `"${word}"${[...word].length >= 3 ? '*' : ''}`).join(' ')
  const { rows } = await sql<Found>`
    select k.post_id as id, k.key from post_words w join post_keys k on k.key = w.rowid
    where post_words match ${match} and w.rowid < ${before} order by w.rowid desc limit ${limit}`.execute(db)
  return rows
}

import type { Db } from '#db/open.ts'
import { listProblems } from '#db/queries/import-rows.ts'
import { findImport } from '#db/queries/subscriber-imports.ts'
import { checkImport, startImport } from '#src/subscribers/import/arrange.ts'
import { readCounts } from '#src/subscribers/import/counts.ts'
import { keepList } from '#src/subscribers/import/keep.ts'
import { importer } from '#src/subscribers/import/step.ts'
import '#test/subscribers/world.ts'
import { anAuthor, aPage, NOON } from '#test/support/makers.ts'

/** What is said where a consent is vouched for. */
export const VOUCHED = {
  consent: 'vouched',
  agreed_on: '2026-03-31',
  evidence: 'Ticked at checkout of our shop',
}
/** Everything, in English. */
export const ALL = { kinds: ['incident', 'closure', 'release'], scope: 'all', language: 'en', impact: 'none' }

/** A world with a list in it, and the hands that bring it in. */
export async function listWorld(db: Db) {
  await aPage(db)
  const author = await anAuthor(db)
  const by = { staff: { id: author.id, name: 'Ana Reis' }, now: NOON, mayVouch: true }
  let now = NOON
  const worker = () => importer(db, { now: () => now, elapsed: () => 0 })
  const upload = (text: string | Buffer, name = 'list.csv') =>
    keepList(db, { name, bytes: Buffer.from(text as string) }, by)
  async function work(steps = 10_000) {
    const { step } = worker()
    for (let done = 0; done < steps; done++) {
      if (!(await step())) {
        const waiting = await db
          .selectFrom('subscriber_imports')
          .select('id')
          .where('state', 'in', ['checking', 'running', 'clearing'])
          .executeTakeFirst()
        if (!waiting) return
        now += 2_000
        // As a sender would have: what asks has left.
        await db.updateTable('announcements').set({ done_at: now }).where('done_at', 'is', null).execute()
      }
    }
  }
  const look = async (id: number) => {
    const one = await findImport(db, id)
    if (!one) throw new Error('gone')
    return { ...one, counts: readCounts(one.counts), said: readCounts(one.said) }
  }
  async function bring(text: string | Buffer, typed: object) {
    const id = await upload(text)
    const { columns } = await look(id)
    const { guess } = JSON.parse(columns)
    const fields = {
      format: guess.statuspage ? 'statuspage' : 'columns',
      heads: guess.heads ? 'yes' : '',
      ...Object.fromEntries(guess.columns.map((one: string, at: number) => [`column-${at}`, one ?? ''])),
      ...ALL,
      ...typed,
    }
    await checkImport(db, id, fields, by)
    await work()
    return id
  }
  async function run(text: string | Buffer, typed: object = VOUCHED) {
    const id = await bring(text, typed)
    await startImport(db, id, by)
    await work()
    return id
  }
  const problems = (id: number) => listProblems(db, id, { limit: 1_000 })
  return { db, by, upload, work, look, bring, run, problems, after: (ms: number) => (now += ms) }
}

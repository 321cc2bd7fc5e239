import { seededWorlds } from './bench/world.ts'
import { seedPast } from './bench/seed.ts'
import { sql } from 'kysely'
import { leaveNothing } from './bench/processes.ts'
leaveNothing()
const n = Number(process.argv[2]), engine = (process.argv[3] ?? 'sqlite') as 'sqlite'
let t = performance.now()
const lap = (w: string) => { console.log(w, (performance.now() - t).toFixed(0)); t = performance.now() }
const w = await seededWorlds(engine, n, async (db) => { lap('subscribers'); await seedPast(db, engine, { announcements: 10, recipients: n }); lap('past') })
lap('rest')
const one = await w.fresh(); lap('fresh')
console.log(await sql`select count(*) as n from subscribers`.execute(one.db).then(r=>r.rows), await sql`select * from subscribers limit 2`.execute(one.db).then(r=>r.rows))
await one.drop(); await w.drop(); lap('drop')

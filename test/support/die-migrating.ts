import { migrate } from '#db/migrate.ts'
import { openDb } from '#db/open.ts'

/** A process that migrates and is killed before its n-th statement: `node die-migrating.ts URL N`. */
const [url = '', nth = '0'] = process.argv.slice(2)
let left = Number(nth)
const db = openDb(url).withPlugin({
  transformQuery({ node }) {
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
    return node
  },
  transformResult: async ({ result }) => result,
})
await migrate(db)
await db.destroy()

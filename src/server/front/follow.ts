import { type Db, engineOf } from '#db/open.ts'
import { type Change, generationNow, listChanges } from '#db/queries/changes.ts'
import { log } from '#src/log.ts'

/** What is told of the changes of the public page. */
export interface Told {
  /** These, in their order, none left out. */
  changed: (changes: Change[]) => void | Promise<void>
  /** What changed is not known: anything may have; `generation` is the newest. */
  lost: (generation: number) => void | Promise<void>
}

export interface Follower {
  /** Resolves when what was committed before this call has been told, as far as it can be read. Never rejects. */
  look: () => Promise<void>
  /** The same for whoever has changed something: when it cannot be read, anything may have changed. */
  caughtUp: () => Promise<void>
  stop: () => Promise<void>
}

/** Where following begins: the newest change, and the ones before it as far as they are remembered. */
export async function changesSoFar(db: Db): Promise<{ generation: number; changes: Change[] }> {
  const newest = await generationNow(db)
  const changes = await listChanges(db, newest - AT_ONCE, 2 * AT_ONCE)
  return { generation: changes.at(-1)?.generation ?? newest, changes }
}

/** Behind the database's own hints somebody looks so often, in ms. */
const LOOK_MS = 500
const AT_ONCE = 1_000

/**
 * Follows the changes of the public page, whichever process makes them: PostgreSQL says when there are some, an SQLite file
 * is looked at every 25 ms (db/sqlite.ts).
 */
export function followChanges(db: Db, url: string, from: number, told: Told): Follower {
  let seen = from
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let troubled = false

  /** A look that begins after this call; those who call meanwhile share it. */
  function look(): Promise<void> {
    if (!running) {
      running = once().finally(() => {
        running = undefined
      })
      return running
    }
    next ??= running.then(() => {
      next = undefined
      return look()
    })
    return next
  }

  async function once(): Promise<void> {
    try {
      await readOn()
      // It may have been put back to an older state, and have gone on from there to the same number.
      if (troubled) await told.lost(seen)
      troubled = false
    } catch (error) {
      if (!troubled) log().warn({ err: error }, 'Changes of the page cannot be followed; it is tried again')
      troubled = true
    }
  }

  async function readOn(): Promise<void> {
    for (;;) {
      const newest = await generationNow(db)
      if (newest === seen) return
      const changes = newest > seen ? await listChanges(db, seen, AT_ONCE) : []
      const whole = changes.length > 0 && changes.every(({ generation }, at) => generation === seen + 1 + at)
      seen = whole ? seen + changes.length : newest
      await (whole ? told.changed(changes) : told.lost(seen))
    }
  }

  const hints = engineOf(db).watch(db, url, () => void look(), 'changes')
  const timer = setInterval(() => void look(), LOOK_MS)
  return {
    look,
    async caughtUp() {
      await look()
      // Whoever is told drops everything, and needs to have read nothing for that.
      if (troubled)
        await Promise.resolve(seen)
          .then(told.lost)
          .catch(() => {})
    },
    async stop() {
      clearInterval(timer)
      await hints.stop()
      await running
    },
  }
}

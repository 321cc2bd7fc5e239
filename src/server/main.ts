import { HomeFault, refuseCopy } from '#db/home.ts'
import { migrate, SchemaFault } from '#db/migrate.ts'
import { findPage } from '#db/queries/page.ts'
import { ConfigFault, config } from '#src/config.ts'
import { closeDb, db, readDb } from '#src/database.ts'
import { log } from '#src/log.ts'
import { allows } from '#src/staff/roles.ts'
import { memberOf, secretIn } from '#src/staff/session.ts'
import { setupLink } from '#src/staff/setup.ts'
import { openBuild } from './build.ts'
import { door } from './door.ts'
import { catchTheRest } from './fault.ts'
import { openFront } from './front/open.ts'
import { LIMITS } from './limits.ts'
import { listen } from './listen.ts'
import { keepSender, keepSnapshot } from './sender.ts'
import { stopper } from './stop.ts'

/**
 * The server as a process: `npm start`. Brings the schema up to date, opens the door, keeps the sender. SIGTERM and
 * SIGINT stop both in good order and exit 0. Exits 78 with a sentence per fault when it is not configured well.
 */
async function main(): Promise<void> {
  const asked = { why: '', leave: (_why: string): void => {} }
  const askToLeave = (why: string) => {
    asked.why ||= why
    asked.leave(why)
  }
  process.on('SIGTERM', () => askToLeave('Asked to stop'))
  process.on('SIGINT', () => askToLeave('Asked to stop'))
  // Whoever started us with a channel wants us to go when it does; it may have gone before anybody listened.
  process.on('disconnect', () => askToLeave('Whoever started us is gone'))
  if (process.connected === false) askToLeave('Whoever started us is gone')
  const settings = config()
  const build = await openBuild()
  const migrated = await bringUpToDate()
  if (migrated.length) log().info({ migrated }, 'The schema has been brought up to date')
  const { front, live, follower, spoken } = await openFront(settings, build)
  const { caughtUp, look } = follower
  const rooms = { site: build.site, front, live, spoken, caughtUp, isStaff, ready: () => look().then(ready) }
  const server = await listen(settings, door(settings, rooms), LIMITS, (req, res) => front.ready(req, res))
  const stopServer = stopper(server)
  const sender = process.env.CANDOR_SENDER === 'off' ? undefined : keepSender()
  const snapshot = settings.snapshot ? keepSnapshot() : undefined
  log().info({ url: settings.publicUrl, host: settings.host, port: settings.port }, 'The page is open')
  await sayHowToBegin()

  let leaving = false
  async function leave(why: string, code = 0): Promise<void> {
    if (leaving) return
    leaving = true
    log().info({}, why)
    live.close()
    await Promise.all([stopServer(), sender?.stop(), snapshot?.stop()])
    await follower.stop()
    await closeDb()
    log().info({}, 'Stopped')
    process.exit(code)
  }
  catchTheRest(() => leave('Stopping after a fault', 1))
  asked.leave = leave
  if (asked.why) await leave(asked.why)
}

/** Throws a {@link StartFault} when the database cannot be reached, is newer than we are, or is not what we need. */
async function bringUpToDate(): Promise<string[]> {
  try {
    const migrated = await migrate(db())
    await refuseCopy(db())
    return migrated
  } catch (error) {
    if (error instanceof SchemaFault || error instanceof HomeFault) throw error
    throw new StartFault(
      `The database cannot be used: ${(error as Error).message || (error as NodeJS.ErrnoException).code}.`,
    )
  }
}

/** Nobody can sign in to an empty installation, so its first start says how to set it up. */
async function sayHowToBegin(): Promise<void> {
  const link = await setupLink(db(), Date.now())
  if (link) console.log(`\nSet up your page with this link, which works once:\n\n  ${link}\n`)
}

/** A database that cannot be asked lets nobody bring much. */
async function isStaff(cookies: string | undefined): Promise<boolean> {
  const member = await memberOf(readDb(), secretIn(cookies), Date.now(), db()).catch(() => null)
  return member !== null && allows(member.role, 'editor')
}

async function ready(): Promise<boolean> {
  return findPage(readDb()).then(
    () => true,
    () => false,
  )
}

class StartFault extends Error {}

/** What only the operator can put right. */
function foreseen(error: unknown): boolean {
  return [ConfigFault, SchemaFault, HomeFault].some((kind) => error instanceof kind)
}

main().catch((error) => {
  console.error(sentence(error))
  process.exit(foreseen(error) ? 78 : 1)
})

function sentence(error: NodeJS.ErrnoException): string {
  if (error instanceof StartFault || foreseen(error)) return error.message
  if (error.code === 'EADDRINUSE')
    return 'Another program uses this PORT already: choose another, or stop that program.'
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(error.code ?? ''))
    return 'HOST is no address of this machine: 127.0.0.1 listens here only, 0.0.0.0 to everybody.'
  if (error.code === 'EACCES') return `Candor may not do this here: ${error.message}.`
  return `Candor could not start: ${error.stack ?? error}`
}

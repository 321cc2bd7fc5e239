import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { signInLink } from '#src/staff/sign-in.ts'
import { startInbox } from '#test/support/inbox.ts'
import { startMailCatcher } from '#test/support/mail-catcher.ts'
import { startTwilioStandIn } from '#test/support/twilio-stand-in.ts'
import { ancestors } from './demo/ancestors.ts'
import { MAILS, PHONES } from './demo/audience.ts'
import { PEOPLE } from './demo/cast.ts'
import { leaveHouse, Occupied, openHouse } from './demo/house.ts'
import { environment, serve } from './demo/server.ts'
import { tellStory } from './demo/story.ts'
import { tellToday } from './demo/tell-today.ts'
import { line, number, step, table, title } from './demo/terminal.ts'
import { senderAtWork } from './demo/watch.ts'
import { migrate } from './migrate.ts'
import { type Db, openDb } from './open.ts'
import { findStaffByEmail } from './queries/staff.ts'

/** What has been opened so far, closed in the other order when we leave. */
const opened: (() => unknown)[] = []
let leaving = false

/**
 * The demo as a command: `npm run demo`, with `-- --fresh` to begin anew and `-- --once` to stop after the summary (exit
 * code 1 when the count is wrong). The page of a grocer who never existed, with a real site, a real sender and a real
 * database; only the mail relay and the carrier are stand-ins, in this process.
 */
async function main(): Promise<void> {
  const { values: wish } = parseArgs({ options: { fresh: { type: 'boolean' }, once: { type: 'boolean' } } })
  title('Candor’s demo: the page of Marés, a grocer in Lisbon')
  const house = await openHouse(process.env.DEMO_FOLDER ?? 'data/demo', {
    fresh: wish.fresh === true,
    port: Number(process.env.PORT) || 4321,
  })
  opened.push(() => leaveHouse(house))

  const catcher = await startMailCatcher()
  opened.push(() => catcher.stop())
  const account = { accountSid: `AC${'5'.repeat(32)}`, authToken: house.secretKey }
  const carrier = await startTwilioStandIn({ ...account, report: ['sent', 'delivered'] })
  opened.push(() => carrier.stop())
  const inbox = await startInbox(
    { mails: () => catcher.messages(), texts: () => carrier.messages() },
    house.inboxPort,
  )
  opened.push(() => inbox.close())

  const env = environment({
    ...house,
    smtpUrl: catcher.url,
    twilio: { ...account, url: carrier.url },
  })
  // The story is told by the same verbs as everything else, and they read the same settings.
  Object.assign(process.env, env)
  const db = openDb(house.databaseUrl)
  opened.push(() => db.destroy())
  await migrate(db)
  const told = `The story is told: three months, ${number(MAILS)} readers by mail, ${PHONES} by SMS`
  await step(
    (isNew) => (isNew ? told : 'The story of last time is kept'),
    () => tellStory(db, Date.now()),
  )
  const born = Date.now()
  const served = serve(env, join(house.folder, 'server.log'))
  opened.push(() => served.stop())
  await step('Site and sender run; mails and texts are caught on this machine', async () => {
    await served.ready
    await senderAtWork(db, born)
  })
  served.ended.then((log) => fail(`The server has ended by itself:\n${log}`))

  line()
  const right = await tellToday(db, `http://localhost:${house.port}/`, {
    email: () =>
      catcher.messages().map((mail) => ({ mark: markOf(mail.raw), to: mail.to[0] ?? '', at: mail.at })),
    sms: () =>
      carrier.messages().map((text) => ({ mark: callbackOf(text.statusCallback), to: text.to, at: text.at })),
  })
  if (right === undefined)
    line('  Today’s incident is at its end: nothing more to tell. Begin anew with --fresh.')
  if (wish.once) return leave(right === false ? 1 : 0)
  await sayWhere(db, house.port, inbox.url)
}

/** The part of a Message-ID that names the delivery. */
function markOf(raw: Buffer): string {
  return /^message-id: *<d\.([\w-]+)@/im.exec(raw.subarray(0, 8192).toString('latin1'))?.[1] ?? ''
}

/** The part of a status callback that names the delivery. */
function callbackOf(url: string | null): string {
  return /\/status\/(?:\d+\.\d+\.)?([\w-]+)/.exec(url ?? '')?.[1] ?? ''
}

async function sayWhere(db: Db, port: number, inboxUrl: string): Promise<void> {
  const owner = await findStaffByEmail(db, PEOPLE.ines.email)
  const staffArea = owner && (await signInLink(db, owner.id, Date.now()))
  line()
  table([
    ['The page', `http://localhost:${port}/`],
    ['The staff area', staffArea ?? `http://localhost:${port}/admin`],
    ...(staffArea
      ? ([['', `(signs you in as ${PEOPLE.ines.name}: once, within half an hour)`]] as [string, string][])
      : []),
    ['Mails and texts', `${inboxUrl}/`],
  ])
  line()
  line('  Ctrl-C ends it and keeps its data; npm run demo -- --fresh begins anew.\n')
}

async function leave(code = 0): Promise<void> {
  if (leaving) return
  leaving = true
  // What does not close does not keep the others open; we are leaving.
  for (const close of opened.reverse()) await Promise.resolve(close()).catch(() => {})
  process.exit(code)
}

async function fail(sentence: string): Promise<void> {
  if (leaving) return
  console.error(`\n${sentence}`)
  return leave(1)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave())
// Whoever started us may be killed without a word to us: then we go too.
const starters = ancestors()
setInterval(() => ancestors() !== starters && leave(), 500).unref()

main().catch((error) => fail(error instanceof Occupied ? error.message : String(error?.stack ?? error)))

import { HomeFault } from '#db/home.ts'
import { SchemaFault } from '#db/migrate.ts'
import { openCarriers } from '#src/channels/open.ts'
import { ConfigFault, config } from '#src/config.ts'
import { mac } from '#src/keys.ts'
import { log } from '#src/log.ts'
import { meansOf } from './means.ts'
import { startSender } from './sender.ts'

/**
 * The sender as a process: `npm run worker`, or a child of `npm start`. SIGTERM: claims nothing more, finishes what is in
 * flight, hands back the rest, exits 0. When its parent goes away it goes too. Both hold from its first moment on.
 */
let sender: ReturnType<typeof startSender> | undefined
let stopping = false

process.on('SIGTERM', () => stop('Asked to stop'))
process.on('SIGINT', () => stop('Asked to stop'))
process.on('disconnect', () => stop('The server is gone'))

try {
  const settings = config()
  sender = openCarriers(settings, mac).then((carriers) =>
    startSender({
      databaseUrl: settings.databaseUrl,
      carriers,
      backup: settings.backup,
      means: meansOf(settings),
      log: log(),
      onLost: () => stop('Another sender has taken over; beginning anew', 75),
    }),
  )
  // It may have gone before anybody listened.
  if (process.connected === false) stop('The server is gone')
  await sender
} catch (error) {
  const foreseen = [ConfigFault, SchemaFault, HomeFault].some((kind) => error instanceof kind)
  if (!(foreseen && error instanceof Error)) throw error
  console.error(error.message)
  process.exit(78)
}

function stop(why: string, code = 0): void {
  if (stopping) return
  stopping = true
  log().info({}, why)
  setTimeout(() => process.exit(code || 1), 30_000).unref()
  Promise.resolve(sender)
    .then((started) => started?.stop())
    .then(
      () => process.exit(code),
      (error) => {
        log().error({ err: error }, 'The sender could not stop cleanly')
        process.exit(1)
      },
    )
}

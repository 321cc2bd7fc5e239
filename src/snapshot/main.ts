import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { findPage } from '#db/queries/page.ts'
import { ConfigFault, config } from '#src/config.ts'
import { closeDb, readDb } from '#src/database.ts'
import { log } from '#src/log.ts'
import { builtFolder, openBuild } from '#src/server/build.ts'
import { Spoken } from '#src/server/spoken.ts'
import { bucketStore } from './bucket.ts'
import { drawFrom } from './draw.ts'
import { folderStore } from './folder.ts'
import { keepCopy } from './keep.ts'
import { StoreFault } from './store.ts'

const EVERY = 1_000
const LONGEST_WAIT = 60_000

/**
 * `npm run snapshot` writes the whole page as files once, whether the server runs or not. With `--keep` it goes on writing what
 * changes, as a child of `npm start`: nobody who publishes ever waits for it, and it can fail by itself.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { keep: { type: 'boolean' } } })
  const { snapshot, publicUrl } = config()
  if (!snapshot) throw new ConfigFault(['Set SNAPSHOT_DIR or SNAPSHOT_S3_URL, so that the copy has a place.'])
  const { site } = await openBuild()
  const store = 'folder' in snapshot ? await folderStore(snapshot.folder) : bucketStore(snapshot)
  const copy = keepCopy({
    ...{ db: readDb(), store, publicUrl, root: builtFolder() },
    draw: drawFrom(site, publicUrl, spokenNow),
  })
  if (values.keep) return goOn(copy)
  await copy.begin(true)
  while (await copy.step(Date.now));
  await closeDb()
  console.log(`The page is copied to ${'folder' in snapshot ? snapshot.folder : snapshot.url}.`)
}

const spoken = new Spoken()

async function spokenNow(): Promise<Spoken> {
  spoken.learn(await findPage(readDb()))
  return spoken
}

/** Until whoever started us asks to stop, or goes. Trouble is logged when it begins and when it is over. */
async function goOn(copy: ReturnType<typeof keepCopy>): Promise<never> {
  let begun = false
  let trouble = 0
  for (;;) {
    try {
      if (!begun) await copy.begin(false)
      begun = true
      const left = await copy.step(Date.now)
      if (trouble) log().info({}, 'The copy of the page is written again')
      trouble = 0
      if (!left) await pause(EVERY)
    } catch (error) {
      if (!trouble) log().error({ err: error }, 'The copy of the page cannot be written; it is tried again')
      trouble = Math.min(LONGEST_WAIT, Math.max(EVERY, trouble * 2))
      await pause(trouble)
    }
  }
}

for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, () => process.exit(0))
if (process.connected === false) process.exit(0)

main().then(
  () => process.exit(0),
  (error) => {
    const foreseen = error instanceof ConfigFault || error instanceof StoreFault
    console.error(foreseen ? error.message : `The copy could not be written: ${error.message || error.code}`)
    process.exit(foreseen ? 78 : 1)
  },
)

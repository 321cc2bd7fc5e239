import type { Config } from '#src/config.ts'
import { readDb } from '#src/database.ts'
import type { Site } from '../door.ts'
import { Live } from '../live/live.ts'
import { Recent } from '../live/recent.ts'
import { loadFiles } from './files.ts'
import { changesSoFar, type Follower, followChanges } from './follow.ts'
import { Front } from './front.ts'
import { Keeper } from './keeper.ts'

/**
 * The front of a built site and the stream of what changes, both following the changes of its page, with the first page
 * drawn already. Rejects when the database cannot be read.
 */
export async function openFront(
  { publicUrl, databaseUrl }: Pick<Config, 'publicUrl' | 'databaseUrl'>,
  { site, client }: { site: Site; client: string },
): Promise<{ front: Front; live: Live; follower: Follower }> {
  const keeper = new Keeper(site, publicUrl)
  const { generation, changes } = await changesSoFar(readDb())
  const live = new Live(new Recent(generation, changes))
  const follower = followChanges(readDb(), databaseUrl, generation, {
    // Dropped before anybody is told to look.
    changed(some) {
      keeper.drop(some.flatMap(({ touches }) => touches))
      live.changed(some)
    },
    lost(newest) {
      keeper.drop(null)
      live.lost(newest)
    },
  })
  const files = await loadFiles(client, publicUrl)
  await keeper.find('/')
  return { front: new Front(keeper, files), live, follower }
}

import { findPage } from '#db/queries/page.ts'
import type { Config } from '#src/config.ts'
import { readDb } from '#src/database.ts'
import type { Site } from '../door.ts'
import { Live } from '../live/live.ts'
import { Recent } from '../live/recent.ts'
import { Spoken } from '../spoken.ts'
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
): Promise<{ front: Front; live: Live; follower: Follower; spoken: Spoken }> {
  const spoken = new Spoken()
  const learn = async () => spoken.learn(await findPage(readDb()))
  const keeper = new Keeper(site, publicUrl, spoken)
  const { generation, changes } = await changesSoFar(readDb())
  const live = new Live(new Recent(generation, changes))
  const follower = followChanges(readDb(), databaseUrl, generation, {
    // Dropped before anybody is told to look, and after what is needed to draw it in the right languages.
    async changed(some) {
      const touches = some.flatMap(({ touches }) => touches)
      if (touches.includes('page')) await learn()
      keeper.drop(touches)
      live.changed(some)
    },
    async lost(newest) {
      await learn().finally(() => keeper.drop(null))
      live.lost(newest)
    },
  })
  await learn()
  const files = await loadFiles(client, publicUrl)
  await keeper.find(spoken.keyFor('/', undefined))
  return { front: new Front(keeper, files, spoken), live, follower, spoken }
}

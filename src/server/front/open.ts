import type { Config } from '#src/config.ts'
import { readDb } from '#src/database.ts'
import type { Site } from '../door.ts'
import { loadFiles } from './files.ts'
import { type Follower, followChanges } from './follow.ts'
import { Front } from './front.ts'
import { Keeper } from './keeper.ts'

/** The front of a built site, following the changes of its page, with the first page drawn already. */
export async function openFront(
  { publicUrl, databaseUrl }: Pick<Config, 'publicUrl' | 'databaseUrl'>,
  { site, client }: { site: Site; client: string },
): Promise<{ front: Front; follower: Follower }> {
  const keeper = new Keeper(site, publicUrl)
  const follower = await followChanges(readDb(), databaseUrl, {
    changed: (changes) => keeper.drop(changes.flatMap(({ touches }) => touches)),
    lost: () => keeper.drop(null),
  })
  const files = await loadFiles(client, publicUrl)
  await keeper.find('/')
  return { front: new Front(keeper, files), follower }
}

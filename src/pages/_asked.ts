import { findPage } from '#db/queries/page.ts'
import { findComponent } from '#db/queries/status.ts'
import type { PageRow } from '#db/schema.ts'
import { readDb } from '#src/database.ts'
import { kindAsked, type Narrowed, queryOf } from '#src/ui/public/read.ts'

/** What an address with `?kind=` and `?component=` asks for, and of whom. */
export interface Asked extends Narrowed {
  page: PageRow
  /** The path with what was understood of its query, always in the same order. */
  path: string
}

/**
 * Reads what a feed is narrowed to; undefined when there is no page yet, or no such component: a feed that suddenly told
 * everything would flood its readers. Archived components are still known.
 */
export async function readAsked(url: URL): Promise<Asked | undefined> {
  const page = await findPage(readDb())
  const kind = kindAsked(url)
  const id = url.searchParams.get('component')
  const component = id && /^[a-z0-9]{1,32}$/.test(id) ? await findComponent(readDb(), id) : undefined
  if (!page || (id && !component)) return undefined
  return { page, kind, component, path: url.pathname + queryOf({ kind, component }) }
}

import { findPage } from '#db/queries/page.ts'
import { findComponent } from '#db/queries/status.ts'
import type { PageRow } from '#db/schema.ts'
import { readDb } from '#src/database.ts'
import type { Kind } from '#src/posts/kinds.ts'
import type { Component } from '#src/status/component.ts'
import { kindAsked } from '#src/ui/public/read.ts'

/** What an address with `?kind=` and `?component=` asks for. */
export interface Narrowed {
  page: PageRow
  kind: Kind | undefined
  component: Component | undefined
  /** The path with what was understood of its query, always in the same order. */
  path: string
}

/**
 * Reads whose page it is and what a feed is narrowed to; undefined when there is no page yet, or no such component. A kind
 * that is none asks for everything, as it does on the page.
 */
export async function readNarrowed(url: URL): Promise<Narrowed | undefined> {
  const page = await findPage(readDb())
  const kind = kindAsked(url)
  const asked = url.searchParams.get('component')
  const component = asked && /^[a-z0-9]{1,32}$/.test(asked) ? await findComponent(readDb(), asked) : undefined
  if (!page || (asked && !component)) return undefined
  const query = new URLSearchParams({ ...(kind && { kind }), ...(component && { component: component.id }) })
  return { page, kind, component, path: url.pathname + (query.size ? `?${query}` : '') }
}

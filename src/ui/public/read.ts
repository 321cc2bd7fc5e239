import { KIND_NAMES, type Kind } from '#src/posts/kinds.ts'

/** What a list is narrowed to; undefined: not at all. */
export interface Narrowed {
  kind: Kind | undefined
  component: { id: string; name: string } | undefined
}

/** The kind that a `?kind=` names, or undefined for everything. */
export function kindAsked(url: URL): Kind | undefined {
  const asked = url.searchParams.get('kind')
  return KIND_NAMES.find((kind) => kind === asked)
}

/** What `?kind=` and `?component=` ask for; a component that is not there counts as not asked. */
export function narrowed(url: URL, components: { id: string; name: string }[]): Narrowed {
  const asked = url.searchParams.get('component')
  const component = components.find(({ id }) => id === asked)
  return { kind: kindAsked(url), component: component && { id: component.id, name: component.name } }
}

/**
 * Where to go from an address that asks for what is not there, so that nobody has a page drawn for every word they think
 * of; undefined: all that it asks for is. `paged`: whether it has pages.
 */
export function withoutUnknown(url: URL, asked: Narrowed, paged = false): string | undefined {
  const page = url.searchParams.get('page')
  const known = [
    !url.searchParams.get('component') || asked.component,
    !url.searchParams.get('kind') || asked.kind,
    page === null || (paged && /^\d{1,3}$/.test(page)),
  ]
  return known.every(Boolean) ? undefined : url.pathname + queryOf(asked)
}

/** The query of such a list, to be put behind a path; other parameters first. */
export function queryOf({ kind, component }: Narrowed, more: Record<string, string> = {}): string {
  const all = { ...more, ...(kind && { kind }), ...(component && { component: component.id }) }
  const query = new URLSearchParams(all).toString()
  return query && `?${query}`
}

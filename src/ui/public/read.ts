import { KIND_NAMES, type Kind } from '#src/posts/kinds.ts'

/** The kind that a `?kind=` names, or undefined for everything. */
export function kindAsked(url: URL): Kind | undefined {
  const asked = url.searchParams.get('kind')
  return KIND_NAMES.find((kind) => kind === asked)
}

/** What every public page says to caches: keep it, but ask whether it is still true. */
export const ASK_AGAIN = 'public, max-age=0, must-revalidate'

import type { Post } from '#src/posts/post.ts'
import type { Component, ComponentGroup } from '#src/status/component.ts'

/** What is known at one moment, to be told in the shapes of Statuspage's API. */
export interface World {
  page: { id: string; name: string; url: string; timeZone: string; updatedAt: number }
  /** Those in use. */
  components: Component[]
  groups: ComponentGroup[]
  /** What stands above the timeline: open incidents, closures not yet over. Releases are never told. */
  open: Post[]
  /** Updates that were announced. */
  told: Set<string>
  now: number
}

/** `2026-11-22T12:00:00.000Z` */
export const iso = (at: number) => new Date(at).toISOString()
export const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

/** The page's own part of every answer. */
export function pageOf({ page: { id, name, url, timeZone, updatedAt } }: World) {
  return { id, name, url, time_zone: timeZone, updated_at: iso(updatedAt) }
}

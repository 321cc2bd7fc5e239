import { shownState } from '#src/posts/closing.ts'
import { iso, type World } from './statuspage/world.ts'
import { closuresIn, openIncidents, statusOf } from './statuspage.ts'

const STATES: Record<string, string> = {
  scheduled: 'NOTSTARTEDYET',
  in_progress: 'INPROGRESS',
  verifying: 'INPROGRESS',
}

/** `/summary.json` in the shape of Instatus, which some widgets read: short, and with its own words. */
export function instatusSummary(world: World) {
  const { indicator } = statusOf(world)
  const incidents = openIncidents(world)
  const status =
    incidents.length || !['none', 'maintenance'].includes(indicator)
      ? 'HASISSUES'
      : indicator === 'maintenance'
        ? 'UNDERMAINTENANCE'
        : 'UP'
  const closures = [...closuresIn(world, 'in_force'), ...closuresIn(world, 'coming')]
  return {
    page: { name: world.page.name, url: world.page.url, status },
    activeIncidents: incidents.map((post) => ({
      id: post.id,
      name: post.title,
      started: iso(post.startedAt ?? post.createdAt),
      status: post.state.toUpperCase(),
      impact: IMPACTS[post.impact ?? 'none'],
      url: `${world.page.url}/incidents/${post.id}`,
    })),
    activeMaintenances: closures.map((post) => ({
      id: post.id,
      name: post.title,
      start: iso(post.window?.startsAt ?? post.createdAt),
      status: STATES[shownState(post, world.now)] ?? 'COMPLETED',
      duration: String(Math.round(((post.window?.endsAt ?? 0) - (post.window?.startsAt ?? 0)) / 60_000)),
      url: `${world.page.url}/closures/${post.id}`,
    })),
  }
}

const IMPACTS = {
  none: 'OPERATIONAL',
  minor: 'MINOROUTAGE',
  major: 'PARTIALOUTAGE',
  critical: 'MAJOROUTAGE',
} as const

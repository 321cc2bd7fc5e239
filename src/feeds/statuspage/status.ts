import type { Impact } from '#src/posts/kinds.ts'
import type { Status } from '#src/status/component.ts'

export interface PageStatus {
  indicator: 'none' | 'minor' | 'major' | 'critical' | 'maintenance'
  description: string
}

/** When some components are so, and when all of them are. */
const SOME: Record<Status, PageStatus> = {
  operational: { indicator: 'none', description: 'All Systems Operational' },
  under_maintenance: { indicator: 'maintenance', description: 'Service Under Maintenance' },
  degraded_performance: { indicator: 'minor', description: 'Partially Degraded Service' },
  partial_outage: { indicator: 'minor', description: 'Minor Service Outage' },
  major_outage: { indicator: 'major', description: 'Partial System Outage' },
}
const ALL: Record<Status, PageStatus> = {
  ...SOME,
  degraded_performance: { indicator: 'minor', description: 'Degraded System Service' },
  partial_outage: { indicator: 'major', description: 'Partial System Outage' },
  major_outage: { indicator: 'critical', description: 'Major System Outage' },
}
/** A page without components has only its incidents to go by. */
const BY_IMPACT: Record<Impact, PageStatus> = {
  none: SOME.operational,
  minor: SOME.partial_outage,
  major: ALL.partial_outage,
  critical: ALL.major_outage,
}
const WORST_FIRST: Status[] = ['major_outage', 'partial_outage', 'degraded_performance', 'under_maintenance']
const IMPACTS: Impact[] = ['none', 'minor', 'major', 'critical']

/**
 * The page's indicator as Statuspage finds it: by the worst status of any component, heavier when all of them have it.
 * Where there are components, incidents do not count: recorded answers read "All Systems Operational" with incidents open.
 */
export function pageStatus(statuses: Status[], openImpacts: Impact[]): PageStatus {
  if (!statuses.length) return BY_IMPACT[heaviest(openImpacts)]
  const worst = WORST_FIRST.find((status) => statuses.includes(status)) ?? 'operational'
  return (statuses.every((status) => status === worst) ? ALL : SOME)[worst]
}

/**
 * The impact that follows from what an incident does to components: major while one is wholly down, critical when that is
 * all the page has, minor for anything less. Never lighter than it was.
 */
export function impactOf(affected: Status[], onThePage: number, before: Impact): Impact {
  const down = affected.filter((status) => status === 'major_outage').length
  const ailing = affected.some((status) => status === 'partial_outage' || status === 'degraded_performance')
  const now: Impact = down ? (down === onThePage ? 'critical' : 'major') : ailing ? 'minor' : 'none'
  return heaviest([before, now])
}

function heaviest(impacts: Impact[]): Impact {
  return IMPACTS.findLast((impact) => impacts.includes(impact)) ?? 'none'
}

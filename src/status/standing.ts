import { type Component, type Status, worse } from './component.ts'

/** What lays itself over components for now: the component ids of each closure in force. */
export interface InForce {
  componentIds: string[]
}

/**
 * The status that holds now: what staff last said, or under maintenance while a closure that names it
 * is in force, whichever is worse; a maintenance never masks an outage.
 */
export function statusNow(component: Pick<Component, 'id' | 'status'>, inForce: InForce[]): Status {
  const closed = inForce.some((closure) => closure.componentIds.includes(component.id))
  return closed ? worse(component.status, 'under_maintenance') : component.status
}

/** The worst status of several; operational when there are none. */
export function worst(statuses: Status[]): Status {
  return statuses.reduce(worse, 'operational')
}

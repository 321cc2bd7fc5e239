import { COMPONENT_DOORS } from './components.ts'
import type { ApiDoor } from './door.ts'
import { GROUP_DOORS } from './groups.ts'
import { INCIDENT_DOORS } from './incidents.ts'
import { PAGE_DOORS } from './pages.ts'
import { POSTMORTEM_DOORS } from './postmortem.ts'
import { RELEASE_DOORS } from './releases.ts'
import { SUBSCRIBER_DOORS } from './subscribers.ts'

/** Everything that programs may do under /api/v1. A new thing is one more door in a table here. */
export const DOORS: readonly ApiDoor[] = [
  ...PAGE_DOORS,
  ...INCIDENT_DOORS,
  ...POSTMORTEM_DOORS,
  ...COMPONENT_DOORS,
  ...GROUP_DOORS,
  ...RELEASE_DOORS,
  ...SUBSCRIBER_DOORS,
]

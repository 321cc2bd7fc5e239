import { STATE_LABELS } from '#src/posts/kinds.ts'
import { STATUS_LABELS } from '#src/status/component.ts'
import type { Labels } from './index.ts'

export const en: Labels = {
  kind: { incident: 'Incident', closure: 'Closure', release: 'Release' },
  kinds: { incident: 'incidents', closure: 'closures', release: 'releases' },
  state: STATE_LABELS,
  status: STATUS_LABELS,
  impact: { none: 'No impact', minor: 'Minor', major: 'Major', critical: 'Critical' },
  reason: { maintenance: 'Maintenance', holiday: 'Holiday', weather: 'Weather', other: 'Closure' },
  label: {
    added: 'Added',
    improved: 'Improved',
    fixed: 'Fixed',
    changed: 'Changed',
    deprecated: 'Deprecated',
    removed: 'Removed',
    security: 'Security',
  },
}

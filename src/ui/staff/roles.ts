import type { Role } from '#src/staff/roles.ts'

export const ROLE_LABELS: Record<Role, string> = {
  viewer: 'Viewer',
  editor: 'Editor',
  admin: 'Admin',
  owner: 'Owner',
}

/** What a role may do, for those who give it. */
export const ROLE_HINTS: Record<Role, string> = {
  viewer: 'Sees everything in here, changes nothing.',
  editor: 'Publishes posts and announces them.',
  admin: 'Also keeps components, settings and staff.',
  owner: 'Also makes and removes other owners.',
}

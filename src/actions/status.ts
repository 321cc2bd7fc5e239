import { db } from '#src/database.ts'
import type { Typed } from '#src/posts/draft.ts'
import {
  archiveComponent,
  keepComponent,
  moveComponent,
  restoreComponent,
} from '#src/status/keep-component.ts'
import { archiveGroup, keepGroup, moveGroup, restoreGroup } from '#src/status/keep-group.ts'
import { staffDoor } from './door.ts'

/** Components and their groups. What holds of a component is said by updates, never here. */
export const status = {
  keepComponent: staffDoor('admin', ({ typed, staff, now }) =>
    keepComponent(db(), id(typed) || null, typed, staff, now),
  ),
  archiveComponent: staffDoor('admin', ({ typed, staff, now }) =>
    archiveComponent(db(), id(typed), staff, now),
  ),
  restoreComponent: staffDoor('admin', ({ typed, staff, now }) =>
    restoreComponent(db(), id(typed), staff, now),
  ),
  moveComponent: staffDoor('admin', ({ typed, staff, now }) =>
    moveComponent(db(), id(typed), direction(typed), staff, now),
  ),
  keepGroup: staffDoor('admin', ({ typed, staff, now }) =>
    keepGroup(db(), id(typed) || null, typed, staff, now),
  ),
  archiveGroup: staffDoor('admin', ({ typed, staff, now }) => archiveGroup(db(), id(typed), staff, now)),
  restoreGroup: staffDoor('admin', ({ typed, staff, now }) => restoreGroup(db(), id(typed), staff, now)),
  moveGroup: staffDoor('admin', ({ typed, staff, now }) =>
    moveGroup(db(), id(typed), direction(typed), staff, now),
  ),
}

const id = (typed: Typed) => (typeof typed.id === 'string' ? typed.id : '')
const direction = (typed: Typed) => (typed.direction === 'up' ? 'up' : 'down')

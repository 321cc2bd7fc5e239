import type { PostContent } from '../channel.ts'

/** Where in the life of a post a message stands; each has a first line of its own. */
export type Moment =
  | 'investigating'
  | 'again'
  | 'identified'
  | 'monitoring'
  | 'resolved'
  | 'postmortem'
  | 'scheduled'
  | 'moved'
  | 'reminder'
  | 'inProgress'
  | 'verifying'
  | 'completed'
  | 'cancelled'
  | 'planned'
  | 'earlyAccess'
  | 'released'
  | 'withdrawn'

const BY_STATE: Record<string, Moment> = {
  investigating: 'investigating',
  identified: 'identified',
  monitoring: 'monitoring',
  resolved: 'resolved',
  postmortem: 'postmortem',
  scheduled: 'scheduled',
  in_progress: 'inProgress',
  verifying: 'verifying',
  completed: 'completed',
  cancelled: 'cancelled',
  planned: 'planned',
  early_access: 'earlyAccess',
  released: 'released',
  withdrawn: 'withdrawn',
}

/** The moment of a message about a post; undefined for a state that is not known here. */
export function momentOf({ occasion, post, updates }: PostContent): Moment | undefined {
  if (occasion === 'reminder') return 'reminder'
  if (post.state === 'scheduled' && post.movedFrom) return 'moved'
  const before = updates[1]?.state
  if (post.state === 'investigating' && (before === 'resolved' || before === 'postmortem')) return 'again'
  return Object.hasOwn(BY_STATE, post.state) ? BY_STATE[post.state] : undefined
}

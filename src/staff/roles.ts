/** From least to most: each may do all that those before it may. */
export const ROLES = ['viewer', 'editor', 'admin', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** A person who may sign in, as the rest of the program knows them. */
export interface Member {
  id: number
  email: string
  name: string
  role: Role
  /** What waits for somebody, as the navigation counts it. */
  waiting?: Waiting
}

/** How many things nobody has looked at yet. */
export interface Waiting {
  alerts: number
  texts: number
}

/** Whether `role` may do what needs at least `needed`. */
export function allows(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

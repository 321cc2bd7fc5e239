import { attention } from './attention.ts'
import { audience } from './audience.ts'
import { deliveries } from './deliveries.ts'
import { imports } from './imports.ts'
import { monitors } from './monitors.ts'
import { page } from './page.ts'
import { posts } from './posts.ts'
import { staff } from './staff.ts'
import { status } from './status.ts'
import { subscribers } from './subscribers.ts'
import { tokens } from './tokens.ts'
import { wording } from './wording.ts'

/** Every form of the site, by noun. */
export const server = {
  subscribers,
  audience,
  imports,
  posts,
  deliveries,
  attention,
  monitors,
  staff,
  status,
  page,
  tokens,
  wording,
}

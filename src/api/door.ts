import type { z } from 'zod'
import type { Db } from '#db/open.ts'
import type { PageRow } from '#db/schema.ts'
import type { Author } from '#src/posts/post.ts'
import type { Role } from '#src/staff/roles.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a door's work is handed: everything is checked, nothing done yet. */
export interface Call<Query = unknown, Body = unknown> {
  db: Db
  /** For plain reads. */
  readDb: Db
  page: PageRow
  /** What stood in the path. */
  params: Record<string, string>
  query: Query
  body: Body
  /** Who does it: the token's name, on behalf of the member of staff who made it. */
  author: Author & { id: number }
  /** What its token may do. */
  role: Role
  now: number
  /** The same for a request that is sent again under the same Idempotency-Key. */
  formKey: string
}

/** One thing that programs may do, with all that a description of it needs to say. */
export interface ApiDoor<Query extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType> {
  method: Method
  /** `/pages/{page_id}/incidents/{incident_id}` */
  path: string
  summary: string
  /** The least role of a token. */
  needs: Role
  query?: Query
  body?: Body
  /** What it answers, by the name of a thing: `Incident`, `Component` …; a list of them with `[]`. */
  answers?: string
  /** Of success; 200 unless said otherwise. 204: without a body. */
  status?: 200 | 201 | 204
  work: (call: Call<z.output<Query>, z.output<Body>>) => Promise<unknown>
}

/** A door with the types of its own query and body inside, and any outside. */
export function door<Query extends z.ZodType, Body extends z.ZodType>(one: ApiDoor<Query, Body>): ApiDoor {
  return one as unknown as ApiDoor
}

import { allows, type Member, type Role, type Waiting } from './roles.ts'

/** What a route hands over: Astro's page or endpoint context, or anything with these. */
export interface Asker {
  locals: { staff: () => Promise<Member | null>; waiting?: () => Promise<Waiting> }
  url: URL
}

/**
 * The first line of every staff page and endpoint: `const staff = await requireRole(Astro, 'editor'); if (staff
 * instanceof Response) return staff`. Gives the member, or the answer to send instead: to the sign-in page when
 * nobody is signed in, 403 when the role is too small.
 */
export async function requireRole(asker: Asker, needed: Role): Promise<Member | Response> {
  const member = await asker.locals.staff()
  if (!member) {
    const next = encodeURIComponent(asker.url.pathname + asker.url.search)
    return new Response(null, {
      status: 303,
      headers: { location: `/admin/login?next=${next}`, 'cache-control': 'no-store' },
    })
  }
  if (allows(member.role, needed)) {
    const waiting = await asker.locals.waiting?.()
    return waiting ? { ...member, waiting } : member
  }
  return new Response(`Your role (${member.role}) does not allow this; ask somebody who is ${needed}.`, {
    status: 403,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
}

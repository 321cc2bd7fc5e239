import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { findPost } from '#db/queries/posts.ts'
import { db } from '#src/database.ts'
import { previewDraft, previewEntry } from '#src/deliveries/preview.ts'
import { readDraft } from '#src/posts/draft.ts'
import { readEntry } from '#src/posts/entry.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { typedOf } from '#src/ui/staff/sent.ts'

/** The mail that the form as it stands would send, drawn as a mail program draws it. Sends and keeps nothing. */
export const POST: APIRoute = async (context) => {
  const staff = await requireRole(context, 'editor')
  if (staff instanceof Response) return staff
  const typed = typedOf(await context.request.formData())
  const now = Date.now()
  const zone = (await findPage(db()))?.time_zone ?? 'UTC'
  const post = typeof typed.post === 'string' ? await findPost(db(), typed.post) : undefined
  const read = post ? readEntry(typed, post, zone, now) : readDraft(typed, zone, now)
  if ('problems' in read)
    return answer(`Not yet: ${Object.values(read.problems).join(' ')}`, 422, 'text/plain')
  const by = { author: staff, now }
  const { mail } =
    'entry' in read && post
      ? await previewEntry(db(), post, read.entry, by)
      : 'draft' in read
        ? await previewDraft(db(), read.draft, by)
        : { mail: { html: '' } }
  return answer(mail.html, 200, 'text/html')
}

function answer(body: string, status: number, type: string): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      // A mail carries its own style; it may do nothing else.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-popups",
    },
  })
}

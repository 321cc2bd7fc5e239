import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { readDb } from '#src/database.ts'
import { type Preview, previewDraft, previewEntry } from '#src/deliveries/preview.ts'
import { typedOf } from '#src/fields.ts'
import { readDraft } from '#src/posts/draft.ts'
import { readEntry } from '#src/posts/entry.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { languageOf } from '#src/words/language.ts'
import { answer, drawnMail, notYet } from './_drawn.ts'

/** The mail that the form as it stands would send, drawn as a mail program draws it. Sends and keeps nothing. */
export const POST: APIRoute = async (context) => {
  const staff = await requireRole(context, 'editor')
  if (staff instanceof Response) return staff
  const form = await context.request.formData().catch(() => null)
  if (!form) return answer('This address takes a form.', 415, 'text/plain')
  const typed = typedOf(form)
  const now = Date.now()
  const zone = (await findPage(readDb()))?.time_zone ?? 'UTC'
  const id = typeof typed.post === 'string' && /^[a-z0-9]{1,64}$/.exec(typed.post)?.[0]
  const post = id ? await findPost(readDb(), id) : undefined
  const by = { author: staff, now, language: languageOf([typed.look_in].flat()[0]) }
  if (post) {
    const read = readEntry(typed, post, zone, now)
    return 'problems' in read
      ? notYet(read.problems)
      : drawn(await previewEntry(readDb(), post, read.entry, by))
  }
  const read = readDraft(typed, zone, now)
  return 'problems' in read ? notYet(read.problems) : drawn(await previewDraft(readDb(), read.draft, by))
}

const drawn = ({ mail }: Preview) => drawnMail(mail.html)

import type { APIRoute } from 'astro'
import { readDb } from '#src/database.ts'
import { previewWording } from '#src/deliveries/wording.ts'
import { typedOf } from '#src/fields.ts'
import { Refusal } from '#src/refusal.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { wordingTyped } from '#src/staff/wording.ts'
import { drawnMail, notYet } from '../posts/_drawn.ts'

/** A mail in the words as typed, drawn as a mail program draws it. Sends and keeps nothing. */
export const POST: APIRoute = async (context) => {
  const staff = await requireRole(context, 'admin')
  if (staff instanceof Response) return staff
  const form = await context.request.formData().catch(() => null)
  if (!form) return new Response('This address takes a form.', { status: 415 })
  try {
    const typing = await wordingTyped(readDb(), typedOf(form))
    return drawnMail((await previewWording(readDb(), typing, Date.now())).mail.html)
  } catch (error) {
    if (error instanceof Refusal) return notYet(error.problems)
    throw error
  }
}

import { z } from 'zod'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { touch } from '#db/queries/changes.ts'
import { findPage, updatePage } from '#db/queries/page.ts'
import { language, languages, line, optional, parse, type TypedFields, text, zone } from '#src/fields.ts'
import { LANGUAGES, type Language } from '#src/words/language.ts'

/** How customers reach a person; each may be left out. */
export const CONTACTS = {
  contact_email: optional(
    z.string().trim().toLowerCase().max(254).pipe(z.email('This does not look like an email address.')),
  ),
  contact_phone: optional(
    z
      .string()
      .trim()
      .max(40, 'This is too long for a phone number.')
      .regex(/^\+?[\d \u00a0().-]{3,}$/, 'Write the number with figures, spaces and a leading +.'),
  ),
  contact_url: optional(
    z
      .string()
      .trim()
      .max(500, 'This address is too long.')
      .refine(isWebAddress, 'Write a whole web address, such as https://example.com/help.'),
  ),
}

const seconds = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.coerce
    .number({ error: 'Give whole seconds.' })
    .int('Give whole seconds.')
    .min(0, 'Give 0 or more seconds.'),
)

const fields = z.object({
  name: line('Give the name of your organisation.', 120),
  about: optional(text(500)),
  zone,
  // A program that knows nothing of languages leaves them as they are.
  language: language.optional(),
  languages,
  ...CONTACTS,
  postal_address: optional(text(300)),
  hold_incident: seconds.pipe(z.number().max(10, 'An incident must not wait longer than 10 seconds.')),
  hold_other: seconds.pipe(z.number().max(600, 'Ten minutes (600 seconds) at most.')),
})

/** Writes the settings of the page as typed in its form; everything or, with a sentence per field, nothing. */
export async function keepSettings(
  db: Db,
  typed: TypedFields,
  by: { id: number; name: string | null },
  now: number,
): Promise<void> {
  const value = parse(fields, typed)
  const changes = {
    name: value.name,
    about: value.about,
    time_zone: value.zone,
    ...(value.language && spoken(value.language, value.languages)),
    contact_email: value.contact_email,
    contact_phone: value.contact_phone,
    contact_url: value.contact_url,
    postal_address: value.postal_address,
    hold_incident_s: value.hold_incident,
    hold_other_s: value.hold_other,
  }
  await transact(db, async (tx) => {
    const before = await findPage(tx)
    const changed = Object.entries(changes)
      .filter(([column, now]) => before?.[column as keyof typeof changes] !== now)
      .map(([column]) => column)
    if (!changed.length) return
    await updatePage(tx, changes)
    await touch(tx, ['page'], now)
    await insertAudit(tx, { at: now, staff: by, action: 'page.settings', detail: { changed } })
  })
}

/** As the page's row says it: the page's own language is always offered. */
export function spoken(own: Language, others: Language[]): { language: Language; languages: string } {
  const offered = [own, ...LANGUAGES.filter((one) => one !== own && others.includes(one))]
  return { language: own, languages: JSON.stringify(offered) }
}

function isWebAddress(value: string): boolean {
  // The parser forgives line breaks and other control characters in the middle, and so would every reader of ours.
  if (/[\s\p{Cc}]/u.test(value)) return false
  const url = URL.parse(value)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
}

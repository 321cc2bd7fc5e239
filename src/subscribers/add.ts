import { z } from 'zod'
import type { Db } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { choice, line, optional, parse, type TypedFields, zone } from '#src/fields.ts'
import { Refusal } from '#src/refusal.ts'
import { LANGUAGES } from '#src/words/language.ts'
import { channelOf } from './address.ts'
import { parseChoices } from './choices.ts'
import { enrol, type Manager, type Voucher } from './manage.ts'
import { readTags } from './tag.ts'

const form = z.object({
  address: line('Give a mail address or a mobile number.', 254),
  name: optional(line('Give a name, or none.', 100)),
  language: choice(LANGUAGES, 'Choose a language.'),
  zone: optional(zone),
  consent: choice(['ask', 'vouched'], 'Say whether they have agreed already.'),
  agreed_on: optional(z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Give a day, such as 2026-03-31.')),
  evidence: optional(line('Say where and how they agreed.', 500)),
})

/**
 * Adds one person by hand: asked by mail first, or told from now on where an admin vouches for a consent and says how it
 * was given. One who is there already stays as they are. Throws a {@link Refusal}: something is wrong, they have left by
 * their own hand, nothing may go there, or this one may not vouch. Returns the subscriber's id.
 */
export async function addByHand(
  db: Db,
  typed: TypedFields,
  by: Manager & { mayVouch: boolean },
): Promise<number> {
  const { address, name, language, zone: timeZone, consent, agreed_on, evidence } = parse(form, typed)
  if (consent === 'vouched' && !by.mayVouch)
    throw new Refusal('forbidden', { consent: 'Only an admin may vouch for a consent.' })
  const { kinds, components } = parseChoices(typed)
  const person = {
    name,
    language,
    timeZone,
    tags: readTags(String(typed.tag ?? '')),
    origin: 'staff' as const,
  }
  const voucher = consent === 'vouched' ? voucherIn(agreed_on, evidence, by.now) : null
  const id = await enrol(
    db,
    { channel: channelOf(address), address, kinds, components, ...person, voucher },
    by,
  ).catch(besideAddress)
  await insertAudit(db, { at: by.now, staff: by.staff, action: 'subscriber.add', object: String(id) })
  return id
}

function voucherIn(day: string | null, evidence: string | null, now: number): Voucher {
  const at = Date.parse(`${day ?? ''}T00:00:00Z`)
  if (Number.isNaN(at) || at > now)
    throw new Refusal('invalid', { agreed_on: 'Say on which day they agreed.' })
  if (!evidence || evidence.length < 10)
    throw new Refusal('invalid', {
      evidence: 'Say where and how they agreed, in words that you could show them.',
    })
  return { at, evidence }
}

/** What a program is told beside its own fields is said here beside the one there is. */
function besideAddress(error: unknown): never {
  if (!(error instanceof Refusal)) throw error
  const { email, phone, phone_number, endpoint, ...rest } = error.problems
  const said = email ?? phone ?? phone_number ?? endpoint
  throw new Refusal(error.code, { ...rest, ...(said ? { address: said } : {}) })
}

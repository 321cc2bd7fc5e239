import { randomBytes } from 'node:crypto'
import { mac, macHolds } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'

/** A person needs longer than this to fill in a form; a program does not. */
const LEAST = 1500
const MOST = 86_400_000

/** A hidden field that says when a form was drawn, and is different in each: it tells one filling from another. */
export function sealForm(now: number): string {
  const said = `${now.toString(36)}.${randomBytes(9).toString('base64url')}`
  return `${said}.${mac('form', said)}`
}

/** Whether we drew this form within the last day; otherwise it needs a new seal. */
export function sealHolds(seal: string | undefined, now: number): seal is string {
  const [at = '', random = '', given = ''] = seal?.split('.') ?? []
  const drawn = Number.parseInt(at, 36)
  return macHolds('form', `${at}.${random}`, given) && drawn <= now && now - drawn <= MOST
}

/** Throws a {@link Refusal} with a plain sentence unless a person may have filled in this form. */
export function refuseHaste(seal: string | undefined, now: number): string {
  if (!sealHolds(seal, now))
    throw new Refusal('invalid', { form: 'This form had been open for long. Please send it once more.' })
  if (now - Number.parseInt(seal, 36) < LEAST)
    throw new Refusal('invalid', { form: 'That was very quick, as programs are. Please send it once more.' })
  return seal
}

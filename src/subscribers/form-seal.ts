import { randomBytes } from 'node:crypto'
import { mac, macHolds } from '#src/keys.ts'
import { SpokenRefusal } from '#src/refusal.ts'

/** A person needs longer than this to fill in a form; a program does not. */
const LEAST = 1500
const MOST = 86_400_000

/**
 * A hidden field that says when a form was drawn, and is different in each: it tells one filling from another. `bits`:
 * how hard it is to prove that it was not filled in by the thousand; 0: nothing is to be proved.
 */
export function sealForm(now: number, bits = 0): string {
  const said = `${now.toString(36)}.${randomBytes(9).toString('base64url')}.${bits}`
  return `${said}.${mac('form', said)}`
}

/** Whether we drew this form within the last day; otherwise it needs a new seal. */
export function sealHolds(seal: string | undefined, now: number): seal is string {
  const [at = '', random = '', bits = '', given = ''] = seal?.split('.') ?? []
  const drawn = Number.parseInt(at, 36)
  return macHolds('form', `${at}.${random}.${bits}`, given) && drawn <= now && now - drawn <= MOST
}

/** When a form was drawn, and how hard it is to prove; of a seal that holds. */
export function readSeal(seal: string): { drawn: number; bits: number } {
  const [at = '', , bits = ''] = seal.split('.')
  return { drawn: Number.parseInt(at, 36), bits: Number(bits) }
}

/** Throws a {@link Refusal} with a plain sentence unless a person may have filled in this form. */
export function refuseHaste(seal: string | undefined, now: number): string {
  if (!sealHolds(seal, now)) throw new SpokenRefusal('invalid', { form: 'formOld' })
  if (now - readSeal(seal).drawn < LEAST) throw new SpokenRefusal('invalid', { form: 'formQuick' })
  return seal
}

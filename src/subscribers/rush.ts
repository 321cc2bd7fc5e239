import { createHash } from 'node:crypto'
import type { Db } from '#db/open.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { type Limit, take, taken } from '#src/throttle.ts'
import { readSeal } from './form-seal.ts'

const MINUTE = 60_000
/** So many forms a minute from everybody together need no proof. */
const EVERYBODY: Limit = { limit: 60, windowMs: MINUTE }
/** And so many more of those who cannot prove anything, and wait instead. */
const PATIENT: Limit = { limit: 20, windowMs: MINUTE }
/** Some seconds' work for a phone; for a program some seconds of every message. */
const BITS = 16

/** How hard a form that is drawn now has to be proved: not at all while there is no rush (W19). */
export async function bitsNow(db: Db, now: number): Promise<number> {
  return (await taken(db, 'form-all', '', now)).count >= EVERYBODY.limit ? BITS : 0
}

/**
 * Counts a form. In a rush it passes with the proof that its seal asks for, over `said`, the addresses in it, so that
 * each is proved by itself; or, without script, a minute after it was drawn, at a pace of its own. Throws a
 * {@link Refusal} that asks for a little patience.
 */
export async function passRush(
  db: Db,
  { seal, proof, said }: { seal: string; proof: string; said: string },
  now: number,
): Promise<void> {
  const { drawn, bits } = readSeal(seal)
  if (bits > 0 && proves(`${seal}\n${said}\n${proof}`, bits)) return
  if (await take(db, 'form-all', '', EVERYBODY, now)) return
  if (bits > 0 && now - drawn >= MINUTE && (await take(db, 'form-patient', '', PATIENT, now))) return
  throw new SpokenRefusal('limited', { form: 'formRush' })
}

/** Whether the SHA-256 of a text begins with so many zero bits, 32 at most. */
function proves(text: string, bits: number): boolean {
  const head = createHash('sha256').update(text).digest().readUInt32BE(0)
  return Math.clz32(head) >= bits
}

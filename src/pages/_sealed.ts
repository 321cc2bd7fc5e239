import { readDb } from '#src/database.ts'
import { readSeal, sealForm, sealHolds } from '#src/subscribers/form-seal.ts'
import { bitsNow } from '#src/subscribers/rush.ts'
import { type Again, chosenOf } from '#src/ui/forms/shared.ts'

/**
 * The seal of a form. One that comes back keeps its own, so that sending it once more is still the same asking; unless a
 * rush asks for a proof meanwhile, which a seal must name.
 */
export async function sealOf(again: Again | undefined, now: number): Promise<string> {
  const [typed] = chosenOf('seal', again, [])
  const bits = await bitsNow(readDb(), now)
  const kept = sealHolds(typed, now) && (readSeal(typed).bits > 0 || bits === 0)
  return kept ? typed : sealForm(now, bits)
}

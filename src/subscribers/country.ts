import type { Db } from '#db/open.ts'
import { raiseAlert } from '#db/queries/alerts.ts'
import { release, remember, remembered } from '#src/throttle.ts'
import { countryName } from './country-name.ts'

const SAMPLE = 50
const LEAST_ENTERED = 0.3

/**
 * Whether codes may go to numbers of a country (S8). Somebody who lets us text numbers that earn them money never
 * enters a code: when fewer than three in ten of the last fifty were entered, the country closes until it is opened.
 */
export async function countryIsOpen(db: Db, country: string): Promise<boolean> {
  const sent = await remembered(db, 'code-sent', country)
  if (sent.length < SAMPLE) return true
  const entered = await remembered(db, 'code-entered', country)
  const since = sent[SAMPLE - 1] ?? 0
  return entered.filter((at) => at >= since).length >= SAMPLE * LEAST_ENTERED
}

/** Opens a country again: counting starts anew. */
export async function openCountry(db: Db, country: string): Promise<void> {
  await release(db, 'code-sent', country)
  await release(db, 'code-entered', country)
}

/** Staff hear that a country is closed: when a code is asked for that does not go. */
export function tellClosed(db: Db, country: string, now: number): Promise<void> {
  const text = `Codes to ${countryName(country)} are hardly ever entered, as when somebody earns money with them. None goes there until you open it again.`
  return raiseAlert(db, { kind: 'codes', subject: country, text, at: now })
}

export function noteCodeSent(db: Db, country: string, now: number): Promise<void> {
  return remember(db, 'code-sent', country, SAMPLE, now)
}

export function noteCodeEntered(db: Db, country: string, now: number): Promise<void> {
  return remember(db, 'code-entered', country, SAMPLE, now)
}

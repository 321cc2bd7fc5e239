import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { countLessUrgent, sentOn } from '#db/queries/sent-days.ts'
import { config } from '#src/config.ts'

const FIRST_DAY = 200
const FAST_UNTIL = 100_000
const STEADY_UNTIL = 400_000
/** After so many days a domain is known, and nothing is held back. */
const DAYS = 30

/**
 * How many mails a new sending domain may send on a day (`2026-11-22`) when its first were sent on `from`: 200, then
 * never more than double the day before; from 100,000 on half as much again, from 400,000 a quarter (the schedule that
 * Batch publishes, within what SES and SendGrid advise). `Infinity` after a month; the first day's before it.
 */
export function rampBudget(from: string, day: string): number {
  const nth = Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(day)).days
  if (nth >= DAYS) return Number.POSITIVE_INFINITY
  let budget = FIRST_DAY
  for (let i = 0; i < nth; i++) budget *= budget < FAST_UNTIL ? 2 : budget < STEADY_UNTIL ? 1.5 : 1.25
  return Math.round(budget)
}

/** The day (`2026-11-22`) that an instant shows in a zone. */
export function dayOf(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** When the day after the one of this instant begins in a zone. */
export function nextDay(at: number, zone: string): number {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
  return today.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
}

/** Where a warm-up stands today. */
export interface Ramp {
  budget: number
  sent: number
  /** When the next day's budget begins. */
  until: number
}

/** The warm-up plan of today; undefined without one, or when it is through. */
export async function rampOf(db: Db, from: string | null, now: number): Promise<Ramp | undefined> {
  if (!from) return undefined
  const zone = (await findPage(db))?.time_zone ?? 'UTC'
  const day = dayOf(now, zone)
  const budget = rampBudget(from, day)
  if (budget === Number.POSITIVE_INFINITY) return undefined
  return { budget, sent: await sentOn(db, day, 'email'), until: nextDay(now, zone) }
}

/**
 * For staff: how many mails about closures and releases wait for the next day because of the warm-up plan, and until
 * when. Undefined when none does.
 */
export async function waitsForWarmUp(
  db: Db,
  now: number,
  from = config().email?.rampFrom ?? null,
): Promise<{ waiting: number; budget: number; until: number } | undefined> {
  const ramp = await rampOf(db, from, now)
  if (!ramp || ramp.sent < ramp.budget) return undefined
  const waiting = await countLessUrgent(db, 'email')
  return waiting ? { waiting, budget: ramp.budget, until: ramp.until } : undefined
}

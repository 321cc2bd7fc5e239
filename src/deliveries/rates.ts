import { type Db, transact } from '#db/open.ts'
import { endAlerts, endLapsedAlerts, findOpenAlert, raiseAlert } from '#db/queries/alerts.ts'
import { countBounced, countComplaints, listHandedOver, pauseReleases } from '#db/queries/rates.ts'
import type { Channel } from '#src/channels/channel.ts'
import { aboutOf, CHANNEL_NAMES } from '#src/channels/index.ts'

const WEEK = 7 * 86_400_000
/** What was handed over lately: the newest announcements that make up so many, none older than a week. */
const SAMPLE = 1_000
/**
 * Above these shares providers put a sender under review (E11). A few prove nothing: below `least` nobody is alarmed.
 */
export const LIMITS = {
  bounces: { share: 0.05, least: 10 },
  complaints: { share: 0.001, least: 3 },
} as const
/** The channels where they do. */
export const JUDGED = CHANNEL_NAMES.filter((channel) => aboutOf(channel).judged)
export type Figure = keyof typeof LIMITS

export interface Rates {
  channel: Channel
  handedOver: number
  bounces: number
  complaints: number
}

/** How many of those told lately did not exist, or called it unwanted. */
export async function ratesOf(db: Db, channel: Channel, now: number): Promise<Rates> {
  let since = now
  let handedOver = 0
  for (const { at, count } of await listHandedOver(db, channel, now - WEEK)) {
    if (handedOver >= SAMPLE) break
    since = Math.min(since, at)
    handedOver += count
  }
  const [bounces, complaints] = await Promise.all([
    countBounced(db, channel, since),
    countComplaints(db, channel, since),
  ])
  return { channel, handedOver, bounces, complaints }
}

/** Whether a figure is over its limit. */
export function isOver(rates: Rates, figure: Figure): boolean {
  const { share, least } = LIMITS[figure]
  return rates[figure] >= least && rates[figure] >= share * rates.handedOver
}

/**
 * Looks at the figures of every channel: over a limit staff are told and releases pause until somebody lets them go on;
 * incidents and closures go on. Alerts whose pause is over end. The clock calls it every few seconds.
 */
export async function watchRates(db: Db, now: number): Promise<void> {
  await endLapsedAlerts(db, now)
  for (const channel of JUDGED) {
    const rates = await ratesOf(db, channel, now)
    for (const figure of ['bounces', 'complaints'] as const) await watchFigure(db, rates, figure, now)
  }
}

async function watchFigure(db: Db, rates: Rates, figure: Figure, now: number): Promise<void> {
  const { channel } = rates
  const open = await findOpenAlert(db, figure, channel)
  if (!isOver(rates, figure)) {
    if (open) await endAlerts(db, { kinds: [figure], subject: channel }, now)
    return
  }
  await transact(db, async (tx) => {
    if (!open)
      await raiseAlert(tx, { kind: figure, subject: channel, text: alarmText(rates, figure), at: now })
    await pauseReleases(tx, channel, { since: open?.raised_at ?? now, now })
  })
}

function alarmText({ channel, handedOver, ...rates }: Rates, figure: Figure): string {
  const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`
  const { many, places } = aboutOf(channel).words
  const met = figure === 'bounces' ? `went to ${places} that do not exist` : 'were called unwanted'
  const share = percent(rates[figure] / Math.max(1, handedOver))
  return `${share} of the last ${handedOver.toLocaleString('en')} ${many} ${met}; from ${percent(LIMITS[figure].share)} on providers stop taking any. Releases pause until somebody lets them go on.`
}

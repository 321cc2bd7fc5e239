import type { Db } from '#db/open.ts'
import { holdSamples, keepSample, listSamples, type Sample, type Sampled } from '#db/queries/samples.ts'
import type { Channel, Sign } from '#src/channels/channel.ts'

/** How many of how many last answers are too many (E5, S4), and whether each destination counts by itself. */
const LIMITS: Record<Sampled, { size: number; limit: number; each: boolean }> = {
  policy: { size: 100, limit: 20, each: true },
  filtered: { size: 200, limit: 10, each: false },
  other: { size: 1_000, limit: 11, each: false },
}

export interface Answered {
  destination: string
  sign?: Sign
}

export interface Counted {
  sign: Sampled
  destination: string
  hits: number
  size: number
  tooMany: boolean
}

/**
 * Counts final answers of a channel, oldest first, among the last of their kind. A count begins with the first answer
 * of that sign and is forgotten when none is left among the last, so that where all is well nothing is written.
 * Returns how the counts stand that these answers have changed. Part of the caller's transaction.
 */
export async function countAnswers(
  tx: Db,
  channel: Channel,
  signs: Sampled[],
  answers: Answered[],
): Promise<Counted[]> {
  await holdSamples(tx, channel)
  const kept = new Map((await listSamples(tx, channel)).map((one) => [keyOf(one), one]))
  const changed = new Map<string, Sample>()
  for (const { destination, sign } of answers)
    for (const one of signs) {
      const of = { sign: one, destination: LIMITS[one].each ? destination : '' }
      const before = changed.get(keyOf(of)) ?? kept.get(keyOf(of))
      if (!before && sign !== one) continue
      const recent = `${before?.recent ?? ''}${sign === one ? '1' : '0'}`.slice(-LIMITS[one].size)
      changed.set(keyOf(of), { ...of, recent })
    }
  for (const sample of changed.values()) await keepSample(tx, channel, sample)
  return [...changed.values()].map(countOf)
}

function countOf({ sign, destination, recent }: Sample): Counted {
  const { size, limit } = LIMITS[sign]
  const hits = recent.replaceAll('0', '').length
  return { sign, destination, hits, size, tooMany: hits >= limit }
}

function keyOf({ sign, destination }: { sign: Sampled; destination: string }): string {
  return `${sign}:${destination}`
}

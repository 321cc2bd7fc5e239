import { DELIVERY_STATES } from '#src/deliveries/delivery.ts'
import { leftOut, paceInWords, progressInWords, unreached } from '#src/deliveries/progress.ts'
import type { Standing } from '#src/deliveries/watch.ts'
import { BAR_ORDER } from './telling-words.ts'

const count = (number: number) => number.toLocaleString('en')

/**
 * Every text of the counters by the name of the place where it stands: the page writes them there when it is drawn, the
 * script whenever there is news, so that both say the same. `expected`: how many it would reach, while that is not
 * written down.
 */
export function liveTexts({ progress, tallies, speed }: Standing, expected?: number): Record<string, string> {
  const { byState, recipients, sent, phase } = progress
  const counted = phase !== 'held' && phase !== 'gathering'
  const of = counted ? recipients : Math.max(recipients, expected ?? 0)
  const texts: Record<string, string> = {
    told: count(sent),
    of: count(of),
    share: of > 0 ? percent(sent, of) : '',
    pace: paceInWords(progress, speed),
    spoken: progressInWords(progress, expected),
    togo: count(byState.pending + byState.held + byState.claimed),
    trying: count(byState.retry + byState.unknown),
    failed: count(unreached(progress)),
    out: count(leftOut(progress)),
  }
  for (const state of DELIVERY_STATES) {
    texts[`${state}.all`] = count(byState[state])
    for (const [channel, tally] of Object.entries(tallies)) texts[`${state}.${channel}`] = count(tally[state])
  }
  for (const [channel, tally] of Object.entries(tallies))
    texts[`sum.${channel}`] = count(DELIVERY_STATES.reduce((sum, state) => sum + tally[state], 0))
  texts['sum.all'] = count(recipients)
  return texts
}

/** Whole percent, 100 only when it is all of them and 0 only when it is nobody. */
function percent(part: number, whole: number): string {
  if (part >= whole) return '100 %'
  if (part === 0) return '0 %'
  const share = (part / whole) * 100
  return share < 1 ? 'under 1 %' : `${Math.min(99, Math.round(share))} %`
}

/** Where each piece of the bar begins and how wide it is, in percent; one for every state, empty ones included. */
export function barPieces({ byState, recipients }: Standing['progress']) {
  let from = 0
  return BAR_ORDER.map((state) => {
    const share = recipients > 0 ? (byState[state] / recipients) * 100 : 0
    const piece = { state, x: from.toFixed(3), width: (byState[state] ? Math.max(share, 0.4) : 0).toFixed(3) }
    from += share
    return piece
  })
}

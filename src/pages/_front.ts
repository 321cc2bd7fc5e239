import { listComponents, listGroups } from '#db/queries/status.ts'
import { listFiled, listUnfiled } from '#db/queries/timeline.ts'
import type { PageRow } from '#db/schema.ts'
import { readDb } from '#src/database.ts'
import { phaseOf } from '#src/posts/closing.ts'
import type { Kind } from '#src/posts/kinds.ts'
import { spanOfDays, timeline } from '#src/posts/timeline.ts'
import { sentenceOf } from '#src/status/sentence.ts'
import type { Front } from '#src/ui/public/front.ts'
import { standings } from '#src/ui/public/standing.ts'
import { soon } from '#src/ui/time.ts'

/** Reads the front page as it is at `now`; the timeline narrowed to a kind when one is given. */
export async function readFront(page: PageRow, kind: Kind | undefined, now: number): Promise<Front> {
  const zone = page.time_zone
  const [unfiled, filed, components, groups] = await Promise.all([
    listUnfiled(readDb()),
    listFiled(readDb(), spanOfDays(zone, now), { kind }),
    listComponents(readDb()),
    listGroups(readDb()),
  ])
  const incidents = unfiled.filter((post) => post.kind === 'incident')
  const closures = unfiled
    .filter((post) => post.kind === 'closure')
    .sort((a, b) => (a.window?.startsAt ?? 0) - (b.window?.startsAt ?? 0))
  const inPhase = (phase: string) => closures.filter((post) => phaseOf(post, now) === phase)
  const inForce = inPhase('in_force')
  const coming = inPhase('coming')
  const rows = standings(components, { inForce, coming }, zone, now)
  const sentence = sentenceOf({
    incidents,
    closures: inForce,
    components: rows.map(({ component: { id, name }, status }) => ({ id, name, status })),
    until: (at) => soon(at, zone, now),
  })
  // Over by the clock, though nobody has written it down yet.
  const over = kind === undefined || kind === 'closure' ? inPhase('over') : []
  const days = timeline([...filed, ...over], zone, now)
  return { page, now, kind, sentence, incidents, inForce, coming, groups, rows, days }
}

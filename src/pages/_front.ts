import { nearestFiled } from '#db/queries/history.ts'
import { listComponents, listGroups } from '#db/queries/status.ts'
import { listFiled, listUnfiled } from '#db/queries/timeline.ts'
import type { PageRow } from '#db/schema.ts'
import { readDb } from '#src/database.ts'
import { phaseOf } from '#src/posts/closing.ts'
import type { Post } from '#src/posts/post.ts'
import { spanOfDays, timeline } from '#src/posts/timeline.ts'
import { sentenceOf } from '#src/status/sentence.ts'
import type { Front } from '#src/ui/public/front.ts'
import { type Narrowed, narrowed } from '#src/ui/public/read.ts'
import { standings } from '#src/ui/public/standing.ts'
import { changesAt } from '#src/ui/public/until.ts'
import { soon } from '#src/ui/time.ts'

/** More posts than anybody reads on a front page; the history has them all. */
const MOST = 60

/** Reads the front page as it is at `now`; the timeline narrowed to the kind and component that the address asks for. */
export async function readFront(page: PageRow, url: URL, now: number): Promise<Front> {
  const zone = page.time_zone
  const [components, groups] = await Promise.all([listComponents(readDb()), listGroups(readDb())])
  const only = narrowed(url, components)
  const span = spanOfDays(zone, now)
  const [unfiled, found] = await Promise.all([
    listUnfiled(readDb()),
    listFiled(readDb(), span, { kind: only.kind, componentId: only.component?.id, limit: MOST + 1 }),
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
  const quietSince = sentence.weight === 'well' ? await lastIncident(now) : undefined
  // Over by the clock, though nobody has written it down yet.
  const over = inPhase('over').filter((post) => passes(post, only))
  const filed = found.slice(0, MOST)
  const cut = found.length > MOST
  const oldest = cut ? (filed.at(-1)?.filedAt ?? span.from) : span.from
  const days = timeline([...filed, ...over], zone, now).filter((day) => day.endsAt > oldest)
  const until = changesAt({ zone, now, posts: unfiled, places: rows.map(({ turns }) => turns) })
  return {
    ...{ page, now, narrowed: only, sentence, quietSince, incidents, inForce, coming },
    ...{ groups, rows, days, cut, until },
  }
}

function passes(post: Post, { kind, component }: Narrowed): boolean {
  return (
    (!kind || post.kind === kind) && (!component || post.components.some(({ id }) => id === component.id))
  )
}

async function lastIncident(now: number): Promise<number | null> {
  return (await nearestFiled(readDb(), 'before', now + 1, { kind: 'incident' })) ?? null
}

import { listComponents } from '#db/queries/status.ts'
import { listUnfiled } from '#db/queries/timeline.ts'
import type { PageRow } from '#db/schema.ts'
import { readDb } from '#src/database.ts'
import { phaseOf } from '#src/posts/closing.ts'
import { inLanguage } from '#src/posts/texts.ts'
import { sentenceOf } from '#src/status/sentence.ts'
import { standings } from '#src/ui/public/standing.ts'
import { changesAt } from '#src/ui/public/until.ts'
import { until } from '#src/ui/time.ts'
import type { Language } from '#src/words/language.ts'
import { offeredBy } from '#src/words/offered.ts'

/**
 * Reads how things stand at `now`: what is open, in force and coming, how components stand, and the sentence about it all.
 * Posts as they read in a language, the page's own where none is said; our words in the same unless `say` names another.
 */
export async function readNow(
  page: PageRow,
  now: number,
  language = offeredBy(page).own,
  say: Language = language,
) {
  const zone = page.time_zone
  const [components, found] = await Promise.all([listComponents(readDb()), listUnfiled(readDb())])
  const unfiled = found.map((post) => inLanguage(post, language))
  const incidents = unfiled.filter((post) => post.kind === 'incident')
  const closures = unfiled
    .filter((post) => post.kind === 'closure')
    .sort((a, b) => (a.window?.startsAt ?? 0) - (b.window?.startsAt ?? 0))
  const inPhase = (phase: string) => closures.filter((post) => phaseOf(post, now) === phase)
  const inForce = inPhase('in_force')
  const coming = inPhase('coming')
  const rows = standings(components, { inForce, coming }, zone, now, say)
  const known = rows.map(({ component: { id, name }, status }) => ({ id, name, status }))
  const saying = (at: number) => until(at, zone, now, say)
  const sentence = sentenceOf({ incidents, closures: inForce, components: known, until: saying }, say)
  const changes = changesAt({ zone, now, posts: unfiled, places: rows.map(({ turns }) => turns) })
  // `over`: by the clock, though nobody has written it down yet.
  return { components, incidents, inForce, coming, over: inPhase('over'), rows, sentence, until: changes }
}

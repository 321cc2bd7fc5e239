import { type Db, transact } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { type Draft, UNSAID } from '#src/posts/draft.ts'
import { keepTime } from '#src/posts/keep-time.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { update } from '#src/posts/update.ts'
import { gather } from './audience.ts'
import { DAY } from './calendar.ts'
import { type Cast, raise } from './cast.ts'
import { closures } from './closures.ts'
import { incidents } from './incidents.ts'
import { releases } from './releases.ts'
import type { Saying, Telling } from './telling.ts'
import { inTongues } from './tongues.ts'

/** How far back the story begins. */
const DAYS = 95

/**
 * Tells three months of Marés through the verbs, each at its own instant, as if staff had lived them. All of it or
 * nothing; a story that has been told is left alone. Nothing of the past is announced. Returns whether it told.
 */
export function tellStory(db: Db, now: number): Promise<boolean> {
  return transact(db, async (tx) => {
    if (await findPage(tx)) return false
    const cast = await raise(tx, now - DAYS * DAY)
    const told = [...incidents(now), ...closures(now), ...releases(now)].map(inTongues)
    for (const moment of told
      .flatMap((telling) => momentsOf(tx, cast, telling))
      .sort((a, b) => a.at - b.at)) {
      if (moment.at <= now) await moment.happens()
    }
    await keepTime(tx, now)
    await gather(tx, cast.components, now)
    return true
  })
}

interface Moment {
  at: number
  happens: () => Promise<unknown>
}

/** All that happens to a post, in pieces that can be told among those of the others. */
function momentsOf(tx: Db, cast: Cast, telling: Telling): Moment[] {
  const key = (n: number) => `demo:${telling.slug}:${n}`
  const by = (saying: Saying, n: number) => ({
    author: cast.people[saying.author ?? telling.author],
    now: saying.at,
    formKey: key(n),
  })
  let postId = ''
  const moments: Moment[] = []
  const correct = ({ corrected, author }: Saying, updateId: string) =>
    corrected &&
    revise(tx, updateId, corrected.body, {
      author: cast.people[author ?? telling.author],
      now: corrected.at,
    })
  const sayings = [telling, ...(telling.later ?? [])]
  for (const [n, saying] of sayings.entries()) {
    let updateId = ''
    moments.push({
      at: saying.at,
      happens: async () => {
        const said =
          n === 0
            ? await publish(tx, draftOf(cast, telling), by(saying, n))
            : await update(tx, postId, entryOf(cast, saying), by(saying, n))
        ;({ postId, updateId } = said)
      },
    })
    if (saying.corrected)
      moments.push({ at: saying.corrected.at, happens: async () => correct(saying, updateId) })
  }
  const window = telling.fields?.window
  for (const at of window ? [window.startsAt, window.endsAt] : [])
    moments.push({ at, happens: () => keepTime(tx, at) })
  return moments
}

/** A post of the story as the composer would hand it over; announced only when channels are given. */
export function draftOf(
  cast: Pick<Cast, 'components'>,
  telling: Telling,
  channels: Draft['channels'] = [],
): Draft {
  return {
    ...UNSAID,
    kind: telling.kind,
    title: telling.title,
    state: telling.state,
    body: telling.body,
    nextUpdateBy: telling.nextUpdateBy ?? null,
    componentIds: (telling.components ?? []).map((key) => idOf(cast, key)),
    statuses: byId(cast, telling.statuses),
    channels,
    ...telling.fields,
  }
}

/** A later word of the story as the composer would hand it over. */
export function entryOf(cast: Pick<Cast, 'components'>, saying: Saying, channels: Draft['channels'] = []) {
  return {
    state: saying.state,
    body: saying.body,
    statuses: byId(cast, saying.statuses),
    nextUpdateBy: saying.nextUpdateBy ?? null,
    channels,
    ...(saying.texts && { texts: saying.texts }),
  }
}

function byId(cast: Pick<Cast, 'components'>, statuses: Saying['statuses']) {
  return Object.fromEntries(Object.entries(statuses ?? {}).map(([key, status]) => [idOf(cast, key), status]))
}

function idOf(cast: Pick<Cast, 'components'>, key: string): string {
  const id = cast.components[key]
  if (!id) throw new Error(`The story names a component that is not on stage: ${key}`)
  return id
}

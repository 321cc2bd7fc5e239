import { nearestFiled } from '#db/queries/history.ts'
import { listGroups } from '#db/queries/status.ts'
import { listFiled } from '#db/queries/timeline.ts'
import type { PageRow } from '#db/schema.ts'
import { readDb } from '#src/database.ts'
import { soonest } from '#src/kept.ts'
import type { Post } from '#src/posts/post.ts'
import { inLanguage } from '#src/posts/texts.ts'
import { spanOfDays, timeline } from '#src/posts/timeline.ts'
import { lastDays } from '#src/status/days.ts'
import { countedNext } from '#src/status/uptime.ts'
import { barsOf } from '#src/ui/public/bar.ts'
import type { Front } from '#src/ui/public/front.ts'
import { type Narrowed, narrowed } from '#src/ui/public/read.ts'
import type { Language } from '#src/words/language.ts'
import { readNow } from './_now.ts'
import { readUptimes } from './_uptime.ts'

/** More posts than anybody reads on a front page; the history has them all. */
const MOST = 60

/** Reads the front page as it is at `now`; the timeline narrowed to the kind and component that the address asks for. */
export async function readFront(page: PageRow, url: URL, now: number, language: Language): Promise<Front> {
  const zone = page.time_zone
  const [standing, groups] = await Promise.all([readNow(page, now, language), listGroups(readDb())])
  const { components, incidents, inForce, coming, rows, sentence } = standing
  const only = narrowed(url, components)
  const span = spanOfDays(zone, now)
  const past = lastDays(zone, now)
  const by = { kind: only.kind, componentId: only.component?.id, limit: MOST + 1 }
  const [found, uptimes] = await Promise.all([
    listFiled(readDb(), span, by),
    readUptimes(components, past, zone, now),
  ])
  const quietSince = sentence.weight === 'well' ? await lastIncident(now) : undefined
  const over = standing.over.filter((post) => passes(post, only))
  const filed = found.slice(0, MOST).map((post) => inLanguage(post, language))
  const cut = found.length > MOST
  const oldest = cut ? (filed.at(-1)?.filedAt ?? span.from) : span.from
  const goesOn = [...uptimes.values()].some(({ ongoing }) => ongoing)
  return {
    ...{ page, now, narrowed: only, sentence, quietSince, incidents, inForce, coming, groups, cut },
    rows: rows.filter(({ component, status }) => !component.onlyIfDegraded || status !== 'operational'),
    bars: barsOf(components, groups, uptimes, { zone, now, language }),
    today: past.at(-1)?.date ?? '',
    days: timeline([...filed, ...over], zone, now).filter((day) => day.endsAt > oldest),
    until: soonest([standing.until, goesOn ? countedNext(now) : null]) ?? standing.until,
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

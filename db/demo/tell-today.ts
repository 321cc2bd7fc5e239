import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '#db/open.ts'
import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { bar, line, number, seconds, table } from './terminal.ts'
import { type Said, sayNext } from './today.ts'
import { type Arrival, type Count, countArrivals, follow } from './watch.ts'

/** What the stand-ins hold by now, by channel. */
export type Sinks = Partial<Record<Channel, () => Arrival[]>>

/**
 * Publishes the next word of today's incident, watches it go out, counts at the receiving end, and prints what was told
 * to whom in how long. True when everybody has it exactly once; undefined when there was nothing more to say.
 */
export async function tellToday(db: Db, publicUrl: string, sinks: Sinks): Promise<boolean | undefined> {
  const began = Date.now()
  const said = await sayNext(db, began)
  if (!said) return undefined
  const expected = said.channels.reduce((sum, channel) => sum + said.audience[channel], 0)
  line(`  Inês Carvalho ${said.chapter ? 'adds to' : 'publishes'} “${said.title}”.\n`)
  const [onPage, everybody] = await Promise.all([
    pageSays(publicUrl, said.body, began),
    follow(db, said.announcementId, bar('told'), expected),
  ])
  const counts: Count[] = []
  for (const channel of said.channels)
    counts.push(await countArrivals(db, said.announcementId, channel, sinks[channel]?.() ?? []))
  report(began, onPage, counts)
  const right = counts.every((count) => count.once === count.of && count.of === said.audience[count.channel])
  line()
  line(right ? `  ${sum(counts, said)} arrived, each exactly once.` : wrong(counts, said, everybody))
  return right && onPage !== null
}

function report(began: number, onPage: number | null, counts: Count[]): void {
  const after = (at: number | null) => (at === null ? '–' : seconds(Math.max(0, at - began)))
  const rows: [string, string][] = [[after(onPage), 'until the page said it']]
  for (const { channel, first, last, once } of counts) {
    const { one, many } = aboutOf(channel).words
    rows.push([after(first), `until the first ${one} was there`])
    rows.push([after(last), `until the last of ${number(once)} ${many} was`])
  }
  line()
  table(rows.map(([left, right]) => [left.padStart(7), right]))
}

function sum(counts: Count[], said: Said): string {
  return counts
    .map(
      (count) =>
        `${number(count.once)} of ${number(said.audience[count.channel])} ${aboutOf(count.channel).words.many}`,
    )
    .join(' and ')
}

function wrong(counts: Count[], said: Said, everybody: boolean): string {
  const parts = counts.map(
    ({ channel, missing, repeated }) =>
      `${aboutOf(channel).words.many}: ${missing} missing, ${repeated} more than once`,
  )
  const still = everybody ? '' : ' The sender stood still for a minute; its log is data/demo/server.log.'
  return `  Only ${sum(counts, said)} arrived exactly once (${parts.join('; ')}).${still}`
}

/** When the page answered with these words; null when it did not within ten seconds. */
async function pageSays(publicUrl: string, body: string, began: number): Promise<number | null> {
  const words =
    body
      .split(/[’“”"'&<>*]/)[0]
      ?.slice(0, 60)
      .trim() ?? ''
  for (; Date.now() < began + 10_000; await wait(20)) {
    const html = await fetch(publicUrl).then(
      (response) => response.text(),
      () => '',
    )
    if (html.includes(words)) return Date.now()
  }
  return null
}

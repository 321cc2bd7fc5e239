import { hasNews, type Kept, type Tally } from './run.ts'

const number = (count: number) => count.toLocaleString('en')
const things = (count: number, one: string) => `${number(count)} ${count === 1 ? one : `${one}s`}`

/** What an import did, in sentences for the terminal. */
export function summaryOf(kept: Kept, seconds: number): string {
  const lines = [
    [counted(kept.incidents, 'incident'), counted(kept.closures, 'closure'), counted(kept.updates, 'update')],
    [counted(kept.components, 'component'), counted(kept.groups, 'group')],
  ].map((line) => line.filter(Boolean).join(', '))
  const text = lines.filter(Boolean)
  if (kept.endOpen) {
    text.push(
      `The record of ${things(kept.endOpen, 'incident')} ends while still open: filed under the last update.`,
    )
  }
  text.push(
    hasNews(kept)
      ? `Marked as back-dated; nobody was told. ${seconds.toFixed(1)} s.`
      : `Nothing is new; nothing was changed. ${seconds.toFixed(1)} s.`,
  )
  return text.join('\n')
}

function counted(tally: Tally, one: string): string {
  if (!tally.all) return ''
  const news = [
    tally.created || !tally.changed ? `${number(tally.created)} new` : '',
    tally.changed ? `${number(tally.changed)} changed` : '',
  ]
  return `${things(tally.all, one)} (${news.filter(Boolean).join(', ')})`
}

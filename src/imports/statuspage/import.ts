import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { keepHistory } from '../keep.ts'
import type { Kept } from '../run.ts'
import { isUrl, textOf } from '../source.ts'
import { asOfItself, type Export } from './gather.ts'
import { historyOf } from './history.ts'
import { readAnswer } from './read.ts'

/** Reads files and addresses, in any order. Throws an ImportFault at the first that is not what it should be. */
export async function readExports(names: string[], now: number): Promise<Export[]> {
  const exports: Export[] = []
  for (const name of names) {
    const answer = readAnswer(name, await textOf(name))
    exports.push({ answer, asOf: isUrl(name) ? now : asOfItself(answer) })
  }
  return exports
}

/** Brings what was read into the database, portion by portion; see {@link keepHistory}. */
export async function importStatuspage(
  db: Db,
  exports: Export[],
  now: number,
  progress?: (updates: number) => void,
): Promise<Kept> {
  const zone = (await findPage(db))?.time_zone ?? 'Etc/UTC'
  return keepHistory(db, historyOf(exports, zone, now), now, progress)
}

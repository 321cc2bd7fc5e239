import type { Db } from '#db/open.ts'
import { linesNoted, meetHashes } from '#db/queries/import-rows.ts'
import type { Listed } from './person.ts'

export const DOUBLED = 'This address stands on an earlier line already.'

/**
 * Those whom a list names for the first time, and those whose address stood on an earlier line. The check remembers whom it
 * has met; the run is told by what the check has noted, and remembers nobody a second time.
 */
export async function firsts(tx: Db, { id, state }: { id: number; state: string }, people: Listed[]) {
  const here = new Map<string, Listed>()
  for (const person of people) if (!here.has(person.hash)) here.set(person.hash, person)
  const fresh = state === 'checking' ? await unmet(tx, id, here) : await unnoted(tx, id, [...here.values()])
  const chosen = new Set(fresh)
  return { fresh, doubled: people.filter((person) => !chosen.has(person)) }
}

async function unmet(tx: Db, id: number, here: Map<string, Listed>): Promise<Listed[]> {
  const met = await meetHashes(tx, id, [...here.keys()])
  return [...here].filter(([hash]) => !met.has(hash)).map(([, person]) => person)
}

async function unnoted(tx: Db, id: number, people: Listed[]): Promise<Listed[]> {
  const [from, to] = [people[0]?.line ?? 0, people.at(-1)?.line ?? 0]
  const noted = await linesNoted(tx, id, { problem: DOUBLED, from, to })
  return people.filter(({ line }) => !noted.has(line))
}

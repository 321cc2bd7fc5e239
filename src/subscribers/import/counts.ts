/** What became of the rows of a list, or would become of them. */
export const COUNTS = [
  'rows',
  'added',
  'asked',
  'kept',
  'left',
  'suppressed',
  'often',
  'doubled',
  'unfit',
] as const
export type Counts = Record<(typeof COUNTS)[number], number>

/** Counts as they are kept; what is missing is none. */
export function readCounts(json: string | null): Counts {
  const kept: Partial<Counts> = json ? JSON.parse(json) : {}
  return Object.fromEntries(COUNTS.map((name) => [name, kept[name] ?? 0])) as Counts
}

export function addCounts(one: Counts, other: Partial<Counts>): Counts {
  return Object.fromEntries(COUNTS.map((name) => [name, one[name] + (other[name] ?? 0)])) as Counts
}

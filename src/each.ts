/**
 * Gives each item its turn, one after the other; one that fails does not keep those behind it from theirs. Throws the
 * first fault when all have had their turn.
 */
export async function each<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const faults: unknown[] = []
  for (const item of items) await work(item).catch((fault) => faults.push(fault))
  if (faults.length) throw faults[0]
}

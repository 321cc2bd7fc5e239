/** Rows removed in one transaction: with all that hangs on them some ten milliseconds (F14). */
const PORTION = 500

/**
 * Removes many rows, a portion in a transaction, with a turn of the loop between them: whoever else writes comes in
 * between. They are looked for outside of any transaction, where nobody waits; `remove` must ask its condition again.
 * Returns how many were removed.
 */
export async function inPortions<Id extends number | string>(
  find: (after: Id | undefined, limit: number) => Promise<{ id: Id }[]>,
  remove: (ids: Id[]) => Promise<{ numDeletedRows: bigint }>,
  size = PORTION,
): Promise<number> {
  let removed = 0
  for (let after: Id | undefined; ; ) {
    const found = await find(after, size)
    const ids = found.map(({ id }) => id)
    if (ids.length) removed += Number((await remove(ids)).numDeletedRows)
    after = ids.at(-1)
    if (ids.length < size) return removed
    await new Promise(setImmediate)
  }
}

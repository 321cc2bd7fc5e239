/** Does `act` for each, a few at a time, so that one process does not only wait for the other; throws what one throws. */
export async function inLanes<Item>(
  items: Item[],
  act: (item: Item) => Promise<void>,
  lanes = 6,
): Promise<void> {
  const left = items.values()
  const lane = async () => {
    for (const item of left) await act(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/**
 * For how long other senders have been silent, in ms, by the time that has passed for us since their beat last changed:
 * a wall clock that is stepped forward does not make the living dead. `elapsed` never jumps.
 */
export function listening(elapsed: () => number = () => performance.now()) {
  const heard = new Map<string, { beat: number; at: number }>()
  return ({ id, beat_at }: { id: string; beat_at: number }): number => {
    const at = elapsed()
    const before = heard.get(id)
    if (before?.beat === beat_at) return at - before.at
    heard.set(id, { beat: beat_at, at })
    return 0
  }
}

/** A message that is ready to go, in parts: what many have in common, as bytes, and what is personal between. */
export interface Message {
  /** One more than there are slots. */
  pieces: Buffer[]
  /** Which of the values stands after each piece but the last. */
  slots: number[]
  /** ASCII. */
  values: string[]
  /** Of all of it together. */
  bytes: number
}

/** The message of these parts. */
export function messageOf({ pieces, slots, bytes }: Omit<Message, 'values'>, values: string[]): Message {
  let all = bytes
  for (const slot of slots) all += (values[slot] ?? '').length
  return { pieces, slots, values, bytes: all }
}

/** A message that nobody else gets. */
export function wholeOf(text: string): Message {
  return { pieces: [Buffer.from(text, 'latin1')], slots: [], values: [], bytes: text.length }
}

/** Larger than most messages are with the envelope behind them. */
const USUAL = 16_384

/**
 * Sets messages as bytes, always in the same memory; only where the last one is still needed, `kept`, in memory of its own.
 * For ten thousand messages a second this is less to do, and far less to clear away, than a text for each.
 */
export function press(): (message: Message, behind: string, kept: boolean) => Buffer {
  let own = Buffer.allocUnsafeSlow(USUAL)

  return ({ pieces, slots, values, bytes }, behind, kept) => {
    const room = bytes + behind.length
    if (room > own.length && !kept) own = Buffer.allocUnsafeSlow(2 * room)
    const into = kept ? Buffer.allocUnsafeSlow(room) : own
    let at = 0
    for (let n = 0; n < pieces.length; n += 1) {
      const piece = pieces[n] as Buffer
      into.set(piece, at)
      at += piece.length
      const slot = slots[n]
      at += into.write(slot === undefined ? behind : (values[slot] ?? ''), at, 'latin1')
    }
    return into.subarray(0, at)
  }
}

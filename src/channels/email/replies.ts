/** Longer than any reply of sense; more is a relay that has lost its way. */
const MOST = 65_536

/**
 * Reads replies out of what comes over the wire, however it is cut into pieces (RFC 5321 §4.2). `onReply` gets each
 * whole reply, the lines of a long one joined by `\n`; `onNonsense` is told once if it is not SMTP at all.
 */
export function replyReader(
  onReply: (reply: string) => void,
  onNonsense: () => void,
): (piece: string) => void {
  let rest = ''
  let earlier = ''

  /** One line of a reply; `250-` says that more will follow. */
  function take(line: string): boolean {
    if (!/^[2-5]\d\d(?:[ -]|$)/.test(line)) return false
    if (line.charAt(3) === '-') {
      earlier += `${line}\n`
      return earlier.length <= MOST
    }
    const reply = earlier + line
    earlier = ''
    onReply(reply)
    return true
  }

  return (piece) => {
    const text = rest + piece
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = text.slice(from, text.charAt(end - 1) === '\r' ? end - 1 : end)
      from = end + 1
      if (!take(line)) return onNonsense()
    }
    rest = text.slice(from)
    if (rest.length > MOST) onNonsense()
  }
}

/** A reply as it was meant: relays write UTF-8, and what comes over the wire was read byte by byte. */
export function legible(reply: string): string {
  const bytes = Buffer.from(reply, 'latin1')
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') ? reply : text
}

import type { Socket } from 'node:net'

/** What is said to a client: together in one write, in its order, and as late as it should be. */
export function outboxTo(socket: Socket, delay: () => number) {
  const later: { due: number; what: () => void }[] = []
  let replies = ''

  function say(reply: string): void {
    replies += `${reply}\r\n`
  }

  /** Sends what was said so far, `extra` ms later than usual. */
  function flush(extra = 0): void {
    if (!replies) return
    const bytes = replies
    replies = ''
    after(() => socket.write(bytes, 'latin1'), delay() + extra)
  }

  /** Ends the connection when everything has been sent. */
  function end(): void {
    flush()
    after(() => socket.end(), 0)
  }

  /** Does it after all that was to be done before, and not before its time. */
  function after(what: () => void, wait: number): void {
    if (!later.length && wait <= 0) return void what()
    later.push({ due: Math.max(performance.now() + wait, later.at(-1)?.due ?? 0), what })
    if (later.length === 1) setTimeout(catchUp, wait)
  }

  function catchUp(): void {
    const now = performance.now()
    while (later[0] && later[0].due <= now) {
      const { what } = later[0]
      later.shift()
      if (!socket.destroyed) what()
    }
    if (later[0]) setTimeout(catchUp, Math.ceil(later[0].due - now))
  }

  return {
    say,
    flush,
    end,
    forget() {
      replies = ''
    },
  }
}

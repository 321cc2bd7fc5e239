import { connect, type Socket } from 'node:net'

export interface Slow {
  /** How many are still connected. */
  held: () => number
  stop: () => void
}

const BYTE_MS = 1_000

/**
 * Opens so many connections that never come to an end: a third sends its headers a byte a second, a third its body, a third
 * asks for pages again and again and reads none. Who is cut off comes again.
 */
export function slowConnections(port: number, count: number): Slow {
  const open = new Map<Socket, string>()
  let stopped = false
  const begin = (at: number) => {
    if (stopped) return
    const [first, next] = WAYS[at % WAYS.length] as [string, string]
    const socket = connect(port, '127.0.0.1', () => socket.write(first))
    open.set(socket, next)
    if (!next) socket.pause()
    else socket.resume()
    socket.on('error', () => {})
    socket.once('close', () => {
      open.delete(socket)
      setTimeout(begin, BYTE_MS, at).unref()
    })
  }
  for (let at = 0; at < count; at++) begin(at)
  const timer = setInterval(() => {
    for (const [socket, next] of open) if (next && socket.writable) socket.write(next)
  }, BYTE_MS)
  return {
    held: () => open.size,
    stop() {
      stopped = true
      clearInterval(timer)
      for (const socket of open.keys()) socket.destroy()
    },
  }
}

/** What is sent at once, and then each second; nothing: it reads nothing either. */
const WAYS: [string, string][] = [
  ['GET / HTTP/1.1\r\nhost: x\r\nx-slow: ', 'a'],
  ['POST /u/1-1-nobody HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n', 'a'],
  ['GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(50), ''],
]

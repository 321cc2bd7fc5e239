import type { Server, ServerResponse } from 'node:http'
import { log } from '#src/log.ts'
import { UNDER_WAY } from './listen.ts'

/**
 * Prepares the graceful stop of a server (F11): the function given back stops accepting, lets what is in flight finish
 * for at most `patience` ms, closes idle connections and resolves when the last one is gone.
 */
export function stopper(server: Server): (patience?: number) => Promise<void> {
  const running = new Set<ServerResponse>()
  let stopping = false
  server.on(UNDER_WAY, (_req, res: ServerResponse) => {
    if (stopping) res.setHeader('connection', 'close')
    running.add(res)
    res.once('close', () => running.delete(res))
  })
  return async (patience = 30_000) => {
    stopping = true
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const res of running) {
      if (!res.headersSent) res.setHeader('connection', 'close')
      // A stream of events has no end to wait for; its browser comes again to whoever serves then.
      else if (isEvents(res)) res.destroy()
    }
    server.closeIdleConnections()
    // Some are still being read by somebody slow, and idle only after that.
    const idle = setInterval(() => server.closeIdleConnections(), 200)
    log().info(
      { inFlight: running.size },
      `Stopping: requests in flight have ${patience / 1000} seconds to finish`,
    )
    const hard = setTimeout(() => server.closeAllConnections(), patience)
    await closed
    clearTimeout(hard)
    clearInterval(idle)
  }
}

function isEvents(res: ServerResponse): boolean {
  return String(res.getHeader('content-type')).startsWith('text/event-stream')
}

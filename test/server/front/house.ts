import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach } from 'vitest'
import type { Touch } from '#db/queries/changes.ts'
import { config } from '#src/config.ts'
import { mayKeep } from '#src/kept.ts'
import { door, type Site } from '#src/server/door.ts'
import type { Files } from '#src/server/front/files.ts'
import { Front } from '#src/server/front/front.ts'
import { Keeper } from '#src/server/front/keeper.ts'
import { LIMITS } from '#src/server/limits.ts'
import { listen } from '#src/server/listen.ts'
import { LIMITS as LIVE, Live } from '#src/server/live/live.ts'
import { Recent } from '#src/server/live/recent.ts'
import { Spoken } from '#src/server/spoken.ts'
import type { Language } from '#src/words/language.ts'
import { ask } from '#test/support/routes.ts'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

export interface Page {
  status?: number
  body?: string
  touches?: Touch[]
  until?: number
  headers?: Record<string, string>
}

/** What a site answers on a path, or a promise of it; undefined: there is no such route. */
export type Pages = (
  path: string,
  heard: Record<string, unknown>,
  said: { language: Language; prefix: string },
) => Page | undefined | Promise<Page | undefined>

/** Our own server, with its door and its front, before a site that a test makes up. */
export async function aHouse(
  pages: Pages,
  files: Files = new Map(),
  limits = LIVE,
  languages: Language[] = ['en'],
) {
  const drawn: string[] = []
  const spoken = new Spoken()
  spoken.learn({ language: languages[0] ?? 'en', languages: JSON.stringify(languages) })
  const site: Site = async (req, res, next, { language, prefix, varies }) => {
    drawn.push(req.url ?? '')
    const page = await pages(req.url ?? '', req.headers, { language, prefix })
    if (!page) return next()
    const headers = new Headers({ 'content-type': 'text/html; charset=utf-8', ...page.headers })
    if (varies) headers.append('vary', 'accept-language')
    if (page.touches) mayKeep(headers, { touches: page.touches, until: page.until })
    res.writeHead(page.status ?? 200, Object.fromEntries(headers))
    res.end(page.body ?? '')
  }
  const settings = { ...config(), host: '127.0.0.1', port: 0 }
  const keeper = new Keeper(site, settings.publicUrl, spoken)
  const front = new Front(keeper, files, spoken)
  const live = new Live(new Recent(7), limits)
  const rooms = { site, front, live, spoken, caughtUp: async () => {}, ready: async () => true }
  const server = await listen(settings, door(settings, rooms), LIMITS, (req, res) => front.ready(req, res))
  open.push(server)
  const { port } = server.address() as AddressInfo
  return {
    drawn,
    keeper,
    spoken,
    live,
    server,
    port,
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      ask(port, path, { headers, method }),
    /** What comes back for these bytes until so many answers have ended, or the server hangs up. */
    raw: (bytes: string, ends: RegExp) => rawly(port, bytes, ends),
  }
}

export function rawly(port: number, bytes: string, ends: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let heard = ''
    socket.setEncoding('latin1').on('data', (text) => {
      heard += text
      if (ends.test(heard)) socket.destroy()
    })
    socket.on('close', () => resolve(heard))
    socket.on('error', reject)
  })
}

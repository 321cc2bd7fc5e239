import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { log, masked } from '#src/log.ts'
import type { Language } from '#src/words/language.ts'
import { say } from './say.ts'

/** One request on its way, and whether the log already says what went wrong with it. */
export interface Passage {
  id: string
  req: IncomingMessage
  res: ServerResponse
  noted: boolean
  /** In which a person is told of a fault. */
  language?: Language
}

/** The request that the running code belongs to. */
export const passages = new AsyncLocalStorage<Passage>()

/** An error nobody foresaw (W20): logged once under the request's id; the visitor gets a plain page with that id. */
export function lastResort(passage: Passage, error: unknown): void {
  const { req, res, id, language } = passage
  if (req.destroyed && !req.complete) return
  if (!res.headersSent) res.statusCode = 500
  note(passage, error, 'A request failed')
  if (res.headersSent) return void res.destroy()
  say(req, res, { status: 500, code: 'internal', message: 'Something went wrong on our side.', id, language })
}

/** The site answers some faults by itself, with its own page; then at least its id and place are in the log. */
export function noteSilentFault(passage: Passage): void {
  if (passage.res.statusCode >= 500) note(passage, undefined, 'A request was answered with a fault')
}

/** The database could not do its work; the visitor is told in words, the log once. */
export function noteTrouble(passage: Passage, error: unknown): void {
  note(passage, error, 'The database is in trouble')
}

/** What the site's framework reports about itself, such as an error while drawing a page. */
export function siteReports(event: { level: string; message: string }): void {
  const passage = passages.getStore()
  if (event.level !== 'error') return void log().debug(masked(event.message))
  if (passage) note(passage, masked(event.message), 'A page failed')
  else log().error({ err: masked(event.message) }, 'The site reports a fault')
}

/**
 * Handlers for what escaped everything else. A fault that belongs to a request costs that request; any other leaves the
 * process in a state nobody knows, so `giveUp` stops it in good order and whoever supervises us starts it again.
 */
export function catchTheRest(giveUp: () => void): void {
  process.on('unhandledRejection', (error) => {
    const passage = passages.getStore()
    if (passage) lastResort(passage, error)
    else log().error({ err: error }, 'A promise failed unheard')
  })
  process.on('uncaughtException', (error) => {
    const passage = passages.getStore()
    if (passage) return lastResort(passage, error)
    log().fatal({ err: error }, 'An unexpected fault; stopping')
    giveUp()
  })
}

function note(passage: Passage, error: unknown, message: string): void {
  if (passage.noted) return
  passage.noted = true
  const { req, id } = passage
  const path = masked((req.url ?? '').split('?', 1)[0] ?? '')
  log().error({ id, method: req.method, path, err: error }, message)
}

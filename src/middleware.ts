import { defineMiddleware } from 'astro:middleware'
import { findPage } from '#db/queries/page.ts'
import { db, readDb } from './database.ts'
import { TOUCHES, UNTIL } from './kept.ts'
import { plainPage } from './server/say.ts'
import type { Member } from './staff/roles.ts'
import { cookieName, memberOf } from './staff/session.ts'
import { countWaiting } from './staff/waiting.ts'
import { type Trouble, troubleInWords, troubleOf } from './trouble.ts'
import { withPrefix } from './words/prefix.ts'

/** After so many seconds a form that could not be written down may be sent again. */
const RETRY_AFTER = '10'
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Gives routes the means to ask who is signed in. Nothing is decided here (each route does that itself, W2), and the
 * cookie is read only when somebody asks; whatever asked is never kept by a cache. What the database could not do is 503.
 */
export const onRequest = defineMiddleware(async (context, next) => {
  let asked: Promise<Member | null> | undefined
  context.locals.ip ??= context.clientAddress
  context.locals.language ??= 'en'
  context.locals.prefix ??= ''
  context.locals.to = (path) => withPrefix(context.locals.prefix, path)
  context.locals.staff = () => {
    asked ??= whoIs(context.cookies.get(cookieName())?.value)
    return asked
  }
  context.locals.waiting = () => countWaiting(readDb(), Date.now())
  // A page that says what is wrong must not be lost over how it looks.
  context.locals.look = () => findPage(readDb()).catch(() => undefined)
  const response = await next().catch((error: unknown) => {
    const trouble = troubleOf(error)
    if (!trouble) throw error
    context.locals.noteTrouble?.(error)
    return unavailable(context, trouble)
  })
  const { fault } = context.locals
  context.locals.fault = undefined
  // An action's fault would otherwise pass for an answer, in the words of whatever failed (W20).
  if (fault !== undefined) throw fault
  // Whoever reads the page after this answer finds on it what this request changed; one that failed has changed nothing.
  if (!READS.has(context.request.method) && response.status < 500) await context.locals.caughtUp?.()
  if (!context.locals.keeping) {
    for (const name of [TOUCHES, UNTIL]) response.headers.delete(name)
    if (response.status === 404) response.headers.set('cache-control', 'no-cache')
  }
  const { language, prefix, varies } = context.locals
  if (prefix || varies) response.headers.set('content-language', language)
  if (varies) response.headers.set('vary', 'accept-language')
  if (response.status === 503) response.headers.set('retry-after', RETRY_AFTER)
  if (asked) response.headers.set('cache-control', 'no-store')
  return response
})

async function whoIs(secret: string | undefined): Promise<Member | null> {
  return secret ? memberOf(readDb(), secret, Date.now(), db()) : null
}

/** A page without which nothing else can be drawn: what was typed is given back. */
function unavailable(
  { url, locals, request }: { url: URL; locals: App.Locals; request: Request },
  trouble: Trouble,
): Response {
  const typed = Object.entries(locals.typed ?? {}).filter(([name]) => name !== 'password')
  const written = typed.flatMap(([, value]) => value ?? []).filter((value) => value.length > 40)
  const reads = request.method === 'GET' || request.method === 'HEAD'
  const message = reads
    ? 'This page cannot be shown just now. Please try again in a minute.'
    : troubleInWords(trouble, url.pathname.startsWith('/admin/'))
  const body = plainPage({
    status: 503,
    code: reads ? 'unavailable' : 'not_written',
    message,
    written,
    advice: 'keep',
    language: locals.language,
  })
  return new Response(body, {
    status: 503,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  })
}

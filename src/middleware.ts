import { defineMiddleware } from 'astro:middleware'
import { db } from './database.ts'
import type { Member } from './staff/roles.ts'
import { cookieName, memberOf } from './staff/session.ts'

/**
 * Gives routes the means to ask who is signed in. Nothing is decided here (each route does that itself, W2), and the
 * cookie is read only when somebody asks; whatever asked is never kept by a cache.
 */
export const onRequest = defineMiddleware(async (context, next) => {
  let asked: Promise<Member | null> | undefined
  context.locals.ip ??= context.clientAddress
  context.locals.staff = () => {
    asked ??= whoIs(context.cookies.get(cookieName())?.value)
    return asked
  }
  const response = await next()
  const { fault } = context.locals
  context.locals.fault = undefined
  // An action's fault would otherwise pass for an answer, in the words of whatever failed (W20).
  if (fault !== undefined) throw fault
  if (asked) response.headers.set('cache-control', 'no-store')
  return response
})

async function whoIs(secret: string | undefined): Promise<Member | null> {
  return secret ? memberOf(db(), secret, Date.now()) : null
}

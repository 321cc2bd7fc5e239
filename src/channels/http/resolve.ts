import { Resolver } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { isPublic } from './ranges.ts'

/** All addresses of a name. Rejects when there are none, or nobody can say. */
export type Resolve = (name: string) => Promise<string[]>

export class Forbidden extends Error {
  readonly code = 'EFORBIDDEN'
}

/**
 * Not the system's own way of looking names up: that takes one of few threads for as long as somebody's slow name server
 * likes, and mail waits behind it.
 */
export function publicNames(timeoutMs: number): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  return async (name) => {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const found = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    if (found.length) return found
    throw (answers[0] as PromiseRejectedResult).reason
  }
}

/**
 * What a socket asks for the address to connect to: each name is looked up once for a connection, every answer is judged,
 * and the connection goes to what was judged. A name that has a private address among others is refused as a whole.
 */
export function checkedLookup(resolve: Resolve): LookupFunction {
  return (name, options, done) => {
    resolve(name).then(
      (found) => {
        if (!found.length || !found.every(isPublic))
          return done(new Forbidden('Its name leads into a private network.'), [], 0)
        const all = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
        const first = all[0] as { address: string; family: number }
        return options.all ? done(null, all) : done(null, first.address, first.family)
      },
      (error) => done(error, [], 0),
    )
  }
}

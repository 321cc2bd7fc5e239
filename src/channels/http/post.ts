import { Agent, buildConnector, type Dispatcher } from 'undici'
import { checkedLookup, Forbidden, publicNames, type Resolve } from './resolve.ts'
import { type Allowed, isAllowed, readTarget } from './target.ts'

export interface PostSettings {
  /** Hosts that are not checked. */
  allowed: Allowed
  /** Tests: who answers for names, and whose certificates hold. */
  resolve?: Resolve
  ca?: string
  /** An origin that stands in for whatever is posted to. */
  standIn?: string
  /** For everything from looking up the name to the last byte of the answer. */
  timeoutMs?: number
}

/** What came of it: an answer, or why there is none. */
export type Answer =
  | { status: number; text: string; retryAfterMs: number | null }
  | { status: null; code: string; said: string }

export type Post = (
  url: string,
  message: { headers: Record<string, string>; body: string | Buffer },
) => Promise<Answer>

/** More of an answer than this is not read. */
const MOST = 65_536
/** Nobody is made to wait longer by a word in a header. */
const LONGEST_WAIT = 86_400_000

/**
 * The one door by which something is posted to an address that a stranger has given (W12): https to a checked address, no
 * redirects, five seconds, 64 KiB of answer, never unpacked. `post` does not reject: whatever goes wrong is an answer.
 */
export function openPost(settings: PostSettings): { post: Post; close(): Promise<void> } {
  const { allowed, ca, timeoutMs = 5_000 } = settings
  const lookup = checkedLookup(settings.resolve ?? publicNames(timeoutMs / 2))
  const reached = { timeout: timeoutMs, ...(ca ? { ca } : {}) }
  const [connect, connectUnchecked] = [buildConnector({ lookup, ...reached }), buildConnector(reached)]
  const agent = new Agent({
    connect: (options, done) => {
      const url = { hostname: options.hostname, host: `${options.hostname}:${options.port || 443}` }
      // A host that is allowed at one port only is judged at the others as any.
      if (isAllowed(url, allowed)) return connectUnchecked(options, done)
      // A number for a host is never looked up, so it is judged here once more, whoever has let it through.
      if (/^[\d.]+$|:/.test(options.hostname))
        return done(new Forbidden('It is a number, and no name.'), null)
      return connect(options, done)
    },
    connections: 2,
    pipelining: 1,
    keepAliveTimeout: 1_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MOST,
  })

  async function post(typed: string, message: Parameters<Post>[1]): Promise<Answer> {
    const target = readTarget(typed, allowed)
    if (!target.ok) return { status: null, code: 'EFORBIDDEN', said: 'It is no address on the internet.' }
    const { origin, pathname, search } = target.url
    try {
      const answer = await agent.request({
        origin: settings.standIn ?? origin,
        path: `${pathname}${search}`,
        method: 'POST',
        headers: { ...message.headers, 'accept-encoding': 'identity' },
        body: message.body,
        signal: AbortSignal.timeout(timeoutMs),
      })
      return {
        status: answer.statusCode,
        text: await answer.body.text(),
        retryAfterMs: waitOf(answer.headers['retry-after']),
      }
    } catch (error) {
      return { status: null, ...faultOf(error) }
    }
  }

  return { post, close: () => agent.close() }
}

function waitOf(header: Dispatcher.ResponseData['headers'][string]): number | null {
  const seconds = Number([header].flat()[0] ?? Number.NaN)
  return seconds > 0 ? Math.min(seconds * 1_000, LONGEST_WAIT) : null
}

/** In our system's words; an address that may be in them is left out. */
function faultOf(error: unknown): { code: string; said: string } {
  const { name, code, message, errors } = error as Error & { code?: string; errors?: Error[] }
  if (name === 'TimeoutError') return { code: 'ETIMEDOUT', said: 'No answer within five seconds' }
  const first = code ? { code } : (errors?.[0] as { code?: string } | undefined)
  const said = String(message ?? '')
    .replace(/https?:\/\/\S+/g, '…')
    .replace(/[\s\p{Cc}]+/gu, ' ')
  return { code: first?.code ?? 'ESEND', said: said.slice(0, 200).toWellFormed() }
}

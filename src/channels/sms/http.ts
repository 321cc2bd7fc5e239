import { AsyncLocalStorage } from 'node:async_hooks'
import type twilio from 'twilio'
import { type Dispatcher, Pool } from 'undici'

/** What became known on the way of one request. */
export interface Journey {
  /** The request began to be written: from here on the carrier may have taken it. */
  written: boolean
  retryAfterMs?: number
}

type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof twilio.Twilio>[2]>['httpClient']>
interface Request {
  method: string
  uri: string
  username?: string
  password?: string
  headers?: Record<string, string>
  params?: Record<string, unknown>
  data?: Record<string, unknown>
}

/** Nobody is made to wait longer by a word in a header. */
const LONGEST_WAIT = 86_400_000

/**
 * What the SDK talks through: our own connections, with a timeout of ours, to Twilio or to a stand-in at `apiUrl`. Each
 * request notes on its {@link Journey} whether it was written.
 */
export function openHttp(settings: { apiUrl: string | null; concurrency: number; timeoutMs?: number }) {
  const timeout = settings.timeoutMs ?? 15_000
  const journeys = new AsyncLocalStorage<Journey>()
  const pool = new Pool(new URL(settings.apiUrl ?? 'https://api.twilio.com').origin, {
    connections: settings.concurrency,
    connect: { timeout },
    headersTimeout: timeout,
    bodyTimeout: timeout,
  })
  const noting = pool.compose((dispatch) => (options, handler) => {
    const journey = journeys.getStore()
    return dispatch(options, {
      ...forward(handler),
      onRequestStart(controller, context) {
        if (journey) journey.written = true
        handler.onRequestStart?.(controller, context)
      },
    })
  })

  const client = {
    async request({ method, uri, username, password, headers, params, data }: Request) {
      const url = new URL(uri)
      const query = formOf(params)
      const form = method.toUpperCase() === 'POST' ? formOf(data) : undefined
      const answer = await noting.request({
        method: method.toUpperCase() as Dispatcher.HttpMethod,
        path: `${url.pathname}${query ? `?${query}` : url.search}`,
        headers: {
          ...headers,
          authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        },
        ...(form === undefined ? {} : { body: form }),
      })
      const body = await answer.body.text()
      const journey = journeys.getStore()
      const wait = Number(answer.headers['retry-after'])
      if (journey && wait > 0) journey.retryAfterMs = Math.min(wait * 1_000, LONGEST_WAIT)
      return { statusCode: answer.statusCode, body, headers: answer.headers }
    },
  }

  return {
    client: client as unknown as HttpClient,
    travel: <T>(journey: Journey, send: () => Promise<T>) => journeys.run(journey, send),
    close: () => pool.close(),
  }
}

/** A handler's own methods; spreading it would lose those of its class. */
function forward(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
    onResponseStart: (...args) => handler.onResponseStart?.(...args),
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
  }
}

function formOf(values: Record<string, unknown> | undefined): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(values ?? {})) {
    if (value === undefined || value === null) continue
    for (const single of Array.isArray(value) ? value : [value]) {
      form.append(name, single instanceof Date ? single.toISOString() : String(single))
    }
  }
  return form.toString()
}

import type { IncomingMessage, ServerResponse } from 'node:http'

export interface Said {
  status: number
  code: string
  message: string
  /** Under which the log knows this request; shown when something unexpected happened. */
  id?: string
  /** What somebody wrote in vain; given back to a person, so that nothing is lost. */
  written?: string[]
  /** What to do with it. */
  advice?: string
}

const SHORTER = 'copy it and make it shorter'

/**
 * A short answer of the server itself, which needs neither template nor database: JSON for programs, a plain page for
 * people. `wait`: it is whole at once, and ends when that says so.
 */
export function say(
  req: IncomingMessage,
  res: ServerResponse,
  said: Said,
  wait?: (end: () => void) => void,
): void {
  const { status, written: _, advice: __, ...error } = said
  const person = /\btext\/html\b/.test(req.headers.accept ?? '')
  const body = person ? plainPage(said) : `${JSON.stringify({ error })}\n`
  res.writeHead(status, {
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    'content-type': person ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
  })
  if (req.method !== 'HEAD') res.write(body)
  if (wait) wait(() => res.end())
  else res.end()
}

/** The plain page by itself. */
export function plainPage({ status, message, id, written = [], advice = SHORTER }: Said): string {
  const trace = id ? `<p>If you write to us about it, please mention <code>${id}</code>.</p>` : ''
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${status}</title></head>
<body><h1>${message}</h1>${trace}${written.map((text) => givenBack(text, advice)).join('')}<p><a href="/">To the page</a></p></body></html>
`
}

/** A text in a field of its own, to be copied and made shorter. The line feed after the tag is not part of it. */
function givenBack(text: string, advice: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<p><label>Nothing was done. Here is what you wrote; ${advice}:<br>
<textarea rows="16" cols="60" readonly>\n${safe}</textarea></label></p>`
}

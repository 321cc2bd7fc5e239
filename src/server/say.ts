import type { IncomingMessage, ServerResponse } from 'node:http'
import { type FaultWords, faultWords } from '#src/words/faults/index.ts'
import { directionOf, type Language } from '#src/words/language.ts'

export interface Said {
  status: number
  code: string
  message: string
  /** Under which the log knows this request; shown when something unexpected happened. */
  id?: string
  /** What somebody wrote in vain; given back to a person, so that nothing is lost. */
  written?: string[]
  /** What to do with it. */
  advice?: 'shorten' | 'keep'
  /** Of the person who reads it; programs read English. */
  language?: Language
}

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
  const { status, written: _, advice: __, language: ___, ...error } = said
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
export function plainPage(said: Said): string {
  const { status, code, message, id, written = [], advice = 'shorten', language = 'en' } = said
  const words = faultWords(language)
  // English is what the caller says, who may know more than the code does.
  const text = language === 'en' ? message : (words.said[code as keyof FaultWords['said']] ?? message)
  const turned = directionOf(language) === 'rtl' ? ' dir="rtl"' : ''
  const trace = id ? `<p>${words.mention.replace('{}', `<code>${id}</code>`)}</p>` : ''
  const back = written.map((one) => givenBack(one, words[advice])).join('')
  return `<!doctype html>
<html lang="${language}"${turned}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${status}</title></head>
<body><h1>${text}</h1>${trace}${back}<p><a href="/">${words.toThePage}</a></p></body></html>
`
}

/** A text in a field of its own, to be copied and made shorter. The line feed after the tag is not part of it. */
function givenBack(text: string, advice: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<p><label>${advice}<br>
<textarea rows="16" cols="60" dir="auto" readonly>\n${safe}</textarea></label></p>`
}

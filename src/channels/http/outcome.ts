import type { Outcome } from '../channel.ts'
import type { Answer } from './post.ts'

/** Nothing is there, or we may not come in: three updates in a row, and the address rests. */
const NOBODY_THERE = new Set([401, 403, 404, 405])

/**
 * What the answer to a post means. Gone (410) is how a receiver says that it wants no more. Every attempt bears the same
 * id, so that one which nobody answered may be repeated; who never answers is retired by the quarantine.
 */
export function outcomeOf(answer: Answer, url: string, gone: readonly number[] = [410]): Outcome {
  if (answer.status === null) {
    const said = { code: answer.code, answer: answer.said }
    return answer.code === 'EFORBIDDEN'
      ? { result: 'failed', ...said, third: 'quarantine' }
      : { result: 'retry', fault: 'recipient', ...said, third: 'quarantine' }
  }
  const { status, retryAfterMs } = answer
  const said = { code: String(status), answer: shown(answer.text, url) }
  if (status >= 200 && status < 300) return { result: 'sent', code: said.code }
  if (gone.includes(status)) return { result: 'failed', ...said, address: 'opted-out' }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const afterMs = retryAfterMs === null ? {} : { afterMs: retryAfterMs }
    return { result: 'retry', fault: 'recipient', ...said, ...afterMs, third: 'quarantine' }
  }
  // Where a redirect leads has not been judged, and nobody follows it.
  const lasting = NOBODY_THERE.has(status) || (status >= 300 && status < 400)
  return { result: 'failed', ...said, ...(lasting && { third: 'quarantine' }) }
}

/** Shorter parts of a path are words. */
const SECRET = 6

/** Their words, without the secrets that an address of theirs is: “Cannot POST /hooks/…”. */
function shown(text: string, url: string): string {
  const { pathname = '', search = '' } = URL.parse(url) ?? {}
  const parts = [pathname, ...pathname.split('/'), search, ...search.split(/[?&=]/)]
  const secrets = parts.filter((one) => one.length >= SECRET).flatMap((one) => [one, plain(one)])
  return secrets
    .reduce((rest, one) => rest.replaceAll(one, '…'), text)
    .replace(/https?:\/\/\S+/g, '…')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 200)
    .toWellFormed()
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

import type { IncomingMessage } from 'node:http'

/** Shorter than this nobody minds typing again. */
const WORTH_KEEPING = 200

/** The long texts in a form that is too long to be taken in, so that whoever wrote them gets them back. */
export function writtenIn(req: IncomingMessage, body: Buffer): string[] {
  if (!req.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return []
  const fields = [...new URLSearchParams(body.toString())]
  return fields
    .filter(([name, value]) => value.length >= WORTH_KEEPING && name !== 'password')
    .map(([, value]) => value)
}

import { Refusal } from '#src/refusal.ts'

const NONE = 'Choose a file first.'

/**
 * The one file of a form (multipart/form-data, RFC 7578), without copying it: the framework's own reader would hold twenty
 * megabytes three times and everybody up meanwhile. Throws a {@link Refusal} beside `file` when there is none.
 */
export function fileIn(body: Buffer, contentType: string): { name: string; bytes: Buffer } {
  const boundary = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    contentType,
  )
  const mark = boundary?.[1] ?? boundary?.[2]
  if (!mark) throw new Refusal('invalid', { file: NONE })
  const first = body.indexOf(`--${mark}`)
  for (let at = first; at >= 0; ) {
    const head = at + mark.length + 2
    const headEnd = body.indexOf('\r\n\r\n', head)
    const end = body.indexOf(`\r\n--${mark}`, headEnd)
    if (headEnd < 0 || end < 0 || headEnd - head > 4_096) break
    const disposition = body.toString('utf8', head, headEnd)
    const name = /;\s*filename="([^"\r\n]*)"/i.exec(disposition)?.[1]
    if (name && /;\s*name="file"/i.test(disposition)) return { name, bytes: body.subarray(headEnd + 4, end) }
    at = end + 2
  }
  throw new Refusal('invalid', { file: NONE })
}

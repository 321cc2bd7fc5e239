/** Fields of a header or a report by their lower-case names; of one that stands several times, the first. */
export type Fields = Map<string, string>

const MOST_FIELDS = 500
const LONGEST = 8 * 1024

/** Reads `Name: value` lines with their continuations (RFC 5322 §2.2). Lines that are none of these are left out. */
export function readFields(lines: Iterable<string>): Fields {
  const values = new Map<string, string[]>()
  let last: { name: string; length: number } | undefined
  for (const line of lines) {
    // Some break a line before `boundary=` and forget to indent it.
    if (/^(?:[ \t]|boundary=)/i.test(line)) {
      if (!last || last.length + line.length > LONGEST) continue
      values.get(last.name)?.push(line.trim())
      last.length += line.length
      continue
    }
    const colon = line.indexOf(':')
    const name = colon > 0 ? line.slice(0, Math.min(colon, 80)).trim().toLowerCase() : ''
    last = undefined
    if (!/^[!-9;-~]+$/.test(name) || values.has(name) || values.size >= MOST_FIELDS) continue
    values.set(name, [line.slice(colon + 1, colon + LONGEST).trim()])
    last = { name, length: line.length }
  }
  return new Map([...values].map(([name, pieces]) => [name, pieces.join(' ').trim()]))
}

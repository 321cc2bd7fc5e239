/** What an answer may be packed in, the smallest first. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const
export type Encoding = (typeof ENCODINGS)[number]

const known = new Map<string, Encoding>()
const KNOWN = 200

/**
 * The encoding in which an answer leaves, by what the visitor weighs highest (RFC 9110, 12.5.3), the smallest among
 * equals. Plain, when none would do: it is better understood than a refusal.
 */
export function chooseEncoding(accept: string | undefined): Encoding {
  if (!accept) return 'identity'
  let chosen = known.get(accept)
  if (!chosen) {
    chosen = weigh(accept)
    if (known.size >= KNOWN) known.clear()
    known.set(accept, chosen)
  }
  return chosen
}

function weigh(accept: string): Encoding {
  const weights = new Map<string, number>()
  for (const part of accept.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((word) => word.trim())
    if (name) weights.set(name === 'x-gzip' ? 'gzip' : name, quality(parameters))
  }
  const rest = weights.get('*') ?? 0
  // Plain is allowed without being named, but whoever names another encoding prefers that one.
  const of = (name: Encoding) => weights.get(name) ?? (name === 'identity' && rest === 0 ? 0.0001 : rest)
  const best = ENCODINGS.reduce((one, other) => (of(other) > of(one) ? other : one))
  return of(best) > 0 ? best : 'identity'
}

function quality(parameters: string[]): number {
  const text = parameters.find((one) => /^q\s*=/.test(one))
  if (text === undefined) return 1
  const value = Number(text.slice(text.indexOf('=') + 1))
  return value >= 0 && value <= 1 ? value : 0
}

/** Whether If-None-Match names this tag: compared weakly, in a list, or as `*` (RFC 9110, 13.1.2). */
export function noneMatchNames(header: string, tag: string): boolean {
  if (header === tag || header.trim() === '*') return true
  for (const [, one] of header.matchAll(/(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g))
    if (one === tag) return true
  return false
}

/** Hosts that the operator allows although they are not on the public internet: `hooks.intra.example`, `127.0.0.1:8080`. */
export type Allowed = readonly string[]

/** What is wrong, by its key in src/words/refusals. */
export type WayProblem = 'wayEmpty' | 'wayNot' | 'wayHost'

export type TargetResult = { ok: true; url: URL } | { ok: false; why: WayProblem }

const PORTS = ['', '443', '8443']
const LONGEST = 2_048

/**
 * An address to which something may be posted (W12): https, one of two ports, a name and no number for a host, nothing
 * that names a user. However a number is spelt (`0x7f.1`, `2130706433`, `[::ffff:127.0.0.1]`), a URL shows it.
 */
export function readTarget(typed: string, allowed: Allowed): TargetResult {
  const text = typed.trim()
  if (!text) return no('wayEmpty')
  // What a URL parser would drop in silence is no address that anybody has meant.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to refuse
  if (/[\u0000-\u0020\u007f\\]/.test(text)) return no('wayNot')
  if (text.length > LONGEST) return no('wayNot')
  const url = URL.parse(text)
  if (url?.protocol !== 'https:') return no('wayNot')
  if (url.username || url.password) return no('wayNot')
  url.hash = ''
  if (isAllowed(url, allowed)) return { ok: true, url }
  if (!PORTS.includes(url.port)) return no('wayHost')
  const name = url.hostname.replace(/\.$/, '')
  // A last label of digits is an address in disguise; a name without a dot is one of a network inside.
  if (!/^[^.]+(\.[^.]+)*\.[a-z][a-z\d-]*$/.test(name) || name.startsWith('[')) return no('wayHost')
  return { ok: true, url }
}

export function isAllowed({ hostname, host }: { hostname: string; host: string }, allowed: Allowed): boolean {
  return allowed.includes(hostname) || allowed.includes(host)
}

function no(why: WayProblem): TargetResult {
  return { ok: false, why }
}

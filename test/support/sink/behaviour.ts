/** At what point of the conversation a rule speaks. `data` is the answer to DATA, `dot` the one to the final dot. */
export type Stage = 'connect' | 'mail' | 'rcpt' | 'data' | 'dot'

/**
 * What the sink does instead of accepting. A `reply` that begins with 421 ends the connection after it. `drop` cuts the
 * connection without a word: at `data` while the message is coming, at `dot` after the whole of it; with `keep` that
 * message counts as accepted (a relay that died between taking it and saying so). `hang` never answers again. `wait`
 * answers as usual, so many ms later.
 */
export type Deed = { reply: string } | { drop: true; keep?: boolean } | { hang: true } | { wait: number }

/** The first rule whose conditions all hold is followed; none: the message is accepted. */
export interface Rule {
  stage: Stage
  do: Deed
  /** Only recipients of this domain, or whose address matches this regular expression. */
  domain?: string
  to?: string
  /** Only this share of occasions, 0 to 1; `steady`: always the same recipients. */
  share?: number
  steady?: boolean
  /** Only what comes above so many a second at the recipient's domain. */
  above?: number
  /** Only the first so many times that a recipient comes to this stage: greylisting. */
  each?: number
  /** Not the first so many occasions that fit, and then only so many. */
  skip?: number
  times?: number
}

export interface Behaviour {
  /** Every group of replies comes so much later, in ms. */
  delay?: number
  /** Whether EHLO offers PIPELINING; yes unless said otherwise. */
  pipelining?: boolean
  rules?: Rule[]
}

export interface Judge {
  delay: number
  pipelining: boolean
  /** Nothing to decide at all: the fast way. */
  quiet: boolean
  /** What to do at this point; undefined: accept. */
  at(stage: Stage, to: string, now: number): Deed | undefined
}

/** Makes a behaviour ready to be asked; the same seed gives the same dice. */
export function judgeOf({ delay = 0, pipelining = true, rules = [] }: Behaviour, seed = 1): Judge {
  const random = dice(seed)
  const ready = rules.map((rule) => ({
    rule,
    to: rule.to ? new RegExp(rule.to) : undefined,
    met: 0,
    seen: new Map<string, number>(),
  }))
  const buckets = new Map<string, { tokens: number; at: number }>()

  /** Whether this occasion lies above the rate of its domain; one below takes its place in the rate. */
  function isAbove(rate: number, domain: string, now: number): boolean {
    const bucket = buckets.get(domain) ?? { tokens: rate, at: now }
    buckets.set(domain, bucket)
    bucket.tokens = Math.min(rate, bucket.tokens + (Math.max(0, now - bucket.at) * rate) / 1_000)
    bucket.at = now
    if (bucket.tokens < 1) return true
    bucket.tokens -= 1
    return false
  }

  function fits(one: (typeof ready)[number], stage: Stage, to: string, now: number): boolean {
    const { rule, to: pattern } = one
    if (rule.stage !== stage) return false
    const domain = to.slice(to.lastIndexOf('@') + 1)
    if (rule.domain !== undefined && rule.domain !== domain) return false
    if (pattern && !pattern.test(to)) return false
    if (rule.share !== undefined && (rule.steady ? portion(to, seed) : random()) >= rule.share) return false
    if (rule.each !== undefined && seenBefore(one.seen, to) >= rule.each) return false
    return rule.above === undefined || isAbove(rule.above, domain, now)
  }

  function seenBefore(seen: Map<string, number>, to: string): number {
    const before = seen.get(to) ?? 0
    seen.set(to, before + 1)
    return before
  }

  return {
    delay,
    pipelining,
    quiet: !ready.length,
    at(stage, to, now) {
      for (const one of ready) {
        if (!fits(one, stage, to, now)) continue
        one.met += 1
        const skipped = one.met - (one.rule.skip ?? 0)
        if (skipped > 0 && skipped <= (one.rule.times ?? Number.POSITIVE_INFINITY)) return one.rule.do
      }
      return undefined
    },
  }
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A number from 0 to 1 that belongs to an address. */
function portion(address: string, seed: number): number {
  let hash = 2_166_136_261 ^ seed
  for (let i = 0; i < address.length; i++) hash = Math.imul(hash ^ address.charCodeAt(i), 16_777_619)
  return dice(hash)()
}

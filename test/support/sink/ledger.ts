/** What arrived once or more often under one Message-ID for one recipient. */
export interface Arrived {
  to: string
  messageId: string
  count: number
  /** Of its first and its last arrival: the instant in ms, and its place (1, 2, 3 …) among all arrivals. */
  firstAt: number
  lastAt: number
  first: number
  last: number
  /** What the sink was told to look for in a message, where it stands in this one. */
  mark: string
}

type Place = Omit<Arrived, 'to' | 'messageId'>

export interface Counts {
  /** Messages accepted, repeats among them. */
  accepted: number
  /** Different deliveries: recipient and Message-ID. */
  distinct: number
  repeated: number
  bytes: number
  firstAt: number | null
  lastAt: number | null
  /** Connections so far, and those open now. */
  connections: number
  open: number
  /** What was done instead of accepting: stage and code, or stage and deed → how often. */
  refused: Record<string, number>
}

/**
 * Counts what arrives, in memory: some 200 bytes for each delivery. Nothing is kept that was cut out of a message, for
 * that would hold the whole of it: a key is made anew, and marks are few.
 */
export function openLedger() {
  let known = new Map<string, Place>()
  const marks = new Map<string, string>()
  let sample: string | undefined
  let accepted = 0
  let bytes = 0
  let firstAt: number | null = null
  let lastAt: number | null = null
  let refused: Record<string, number> = {}
  let turnedAway = new Map<string, string>()

  return {
    accept(to: string, messageId: string, size: number, at: number, mark = ''): void {
      accepted += 1
      bytes += size
      firstAt ??= at
      lastAt = at
      const key = `${messageId} ${to}`
      if (!marks.has(mark)) marks.set(mark, mark)
      const before = known.get(key)
      if (before) {
        before.count += 1
        before.last = accepted
        before.lastAt = at
      } else {
        const times = { firstAt: at, lastAt: at }
        known.set(key, { count: 1, mark: marks.get(mark) ?? '', first: accepted, last: accepted, ...times })
      }
    },
    refuse(what: string): void {
      refused[what] = (refused[what] ?? 0) + 1
    },
    /** A final refusal of one recipient. */
    turnAway(to: string, reply: string): void {
      turnedAway.set(to, reply)
    },
    counts(): Omit<Counts, 'connections' | 'open'> {
      const distinct = known.size
      return { accepted, distinct, repeated: accepted - distinct, bytes, firstAt, lastAt, refused }
    },
    /** Every delivery that arrived, in the order of first arrivals. */
    *deliveries(): Generator<Arrived> {
      for (const [key, place] of known) {
        const space = key.lastIndexOf(' ')
        yield { messageId: key.slice(0, space), to: key.slice(space + 1), ...place }
      }
    },
    /** The first message after the beginning or a `clear`, whole. */
    sample: () => sample,
    keepSample(text: string): void {
      sample = text
    },
    /** Whom the sink refused for good, with its last words. */
    turnedAway: (): Iterable<[to: string, reply: string]> => turnedAway,
    clear(): void {
      known = new Map()
      accepted = 0
      bytes = 0
      firstAt = null
      lastAt = null
      refused = {}
      turnedAway = new Map()
      sample = undefined
    },
  }
}

export type Ledger = ReturnType<typeof openLedger>

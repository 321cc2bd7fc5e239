/** What arrived once or more often under one Message-ID for one recipient. */
export interface Arrived {
  to: string
  messageId: string
  count: number
  /** Of its first arrival: the instant in ms, and its place (1, 2, 3 …) among all arrivals. */
  firstAt: number
  first: number
  last: number
}

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

/** Counts what arrives, in memory: about 200 bytes for each delivery. */
export function openLedger() {
  let known = new Map<string, Arrived>()
  let accepted = 0
  let bytes = 0
  let firstAt: number | null = null
  let lastAt: number | null = null
  let refused: Record<string, number> = {}

  return {
    accept(to: string, messageId: string, size: number, at: number): void {
      accepted += 1
      bytes += size
      firstAt ??= at
      lastAt = at
      const key = `${messageId} ${to}`
      const before = known.get(key)
      if (before) {
        before.count += 1
        before.last = accepted
      } else known.set(key, { to, messageId, count: 1, firstAt: at, first: accepted, last: accepted })
    },
    refuse(what: string): void {
      refused[what] = (refused[what] ?? 0) + 1
    },
    counts(): Omit<Counts, 'connections' | 'open'> {
      const distinct = known.size
      return { accepted, distinct, repeated: accepted - distinct, bytes, firstAt, lastAt, refused }
    },
    /** Every delivery that arrived, in the order of first arrivals. */
    deliveries: (): Iterable<Arrived> => known.values(),
    clear(): void {
      known = new Map()
      accepted = 0
      bytes = 0
      firstAt = null
      lastAt = null
      refused = {}
    },
  }
}

export type Ledger = ReturnType<typeof openLedger>

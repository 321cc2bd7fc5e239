import type { Evidence } from './answers.ts'
import type { Message } from './parts.ts'

/** One message ready to go: who it is from and for on the wire, and the whole of it, final dot and all. */
export interface Parcel {
  from: string
  to: string
  /** ASCII, lines ended by CRLF, dots doubled where a line begins with one. */
  message: Message
}

/** `accepted`: the relay took it, in these words. Otherwise what we know instead. */
export type Handover = { accepted: string } | Evidence

export interface Job {
  parcel: Parcel
  done: (handover: Handover) => void
  /** How often a line ended under it before anything of the message had left. */
  moves: number
}

/** Where a line gets its work, and whom it tells how it fares. */
export interface Desk {
  /** Something to send now, if there is anything. */
  next(): Job | undefined
  /** `idle`: it has nothing to do; `spare`: a message is on its way, and the next envelope may follow it. */
  free(line: Line, how: 'idle' | 'spare'): void
  /** Nothing of this message has left: another line may carry it. */
  again(job: Job): void
  gone(line: Line): void
}

export interface LineTimes {
  /** For the reply to the final dot: a shorter wait makes duplicates. */
  replyMs?: number
  commandMs?: number
  idleMs?: number
}

export interface Line {
  /** Takes the job, unless there is no room for it just now. */
  give(job: Job): boolean
  /** Ends the connection, at once; what is on its way gets an answer all the same. */
  hangUp(): void
}

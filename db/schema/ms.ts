/** An instant: milliseconds since the epoch, UTC. */
export type Ms = number

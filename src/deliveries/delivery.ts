/**
 * Where a delivery stands. `sent`: the relay said 250 or the carrier 201; what follows is an event on it. `held`: the hours
 * of its reader keep it. `digested`: told as a part of a digest that was sent.
 */
export const DELIVERY_STATES = [
  'pending',
  'held',
  'claimed',
  'sent',
  'digested',
  'retry',
  'unknown',
  'failed',
  'suppressed',
  'superseded',
  'expired',
  'cancelled',
] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** States from which a delivery still goes somewhere. */
export const OPEN_STATES = [
  'pending',
  'retry',
  'claimed',
  'unknown',
  'held',
] as const satisfies readonly DeliveryState[]

/** How many deliveries of an announcement stand in each state; their sum is its recipients. */
export type Tally = Record<DeliveryState, number>

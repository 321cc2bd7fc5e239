/** The fields whose addresses a proof is worked out over, one on a line, in a browser as here. */
export const PROVED = ['email', 'phone', 'address', 'endpoint'] as const

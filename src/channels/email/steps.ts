import type { Parcel } from './work.ts'

// The steps of a message, in their order. VOID is the empty message that nobody was to get.
export const [RSET, MAIL, RCPT, DATA, DOT, VOID] = [0, 1, 2, 3, 4, 5]
export const COMMANDS = { [MAIL]: 'MAIL FROM', [RCPT]: 'RCPT TO', [DATA]: 'DATA' } as const

/** The command of a step; `size`: the relay wants to be told how long the message is (RFC 1870). */
export function commandOf(step: number, { from, to, message }: Parcel, size: boolean): string {
  if (step === RSET) return 'RSET\r\n'
  if (step === RCPT) return `RCPT TO:<${to}>\r\n`
  if (step === DATA) return 'DATA\r\n'
  return `MAIL FROM:<${from}>${size ? ` SIZE=${message.bytes}` : ''}\r\n`
}

/**
 * What a report means for an address.
 * `hard`: nothing will ever arrive there. `soft`: this one did not; counted, and several in a row are enough.
 * `ours`: what we are or sent was refused; it says nothing of the address. `delayed`: still being tried by others.
 * `none`: nothing went wrong.
 */
export type Verdict = 'hard' | 'soft' | 'ours' | 'delayed' | 'complaint' | 'none'

/** Why a mail came back, each with what follows from it and the words for staff. */
export const REASONS = {
  // Nobody there, and nobody will be: what contract E5 calls a hard bounce.
  'unknown-user': { verdict: 'hard', words: 'There is no such mailbox' },
  'unknown-host': { verdict: 'hard', words: 'There is no such domain' },
  'no-mail-here': { verdict: 'hard', words: 'That domain takes no mail' },
  moved: { verdict: 'hard', words: 'The mailbox has moved' },
  // The mailbox is there and may be well again tomorrow.
  full: { verdict: 'soft', words: 'The mailbox is full' },
  disabled: { verdict: 'soft', words: 'The mailbox is suspended' },
  filtered: { verdict: 'soft', words: 'The recipient’s own filter refused it' },
  script: { verdict: 'soft', words: 'A program of the recipient’s failed' },
  size: { verdict: 'soft', words: 'Too large for that mailbox' },
  // The way there did not work for as long as it was tried.
  expired: { verdict: 'soft', words: 'It could not be handed over in time' },
  route: { verdict: 'soft', words: 'The way to that domain does not work' },
  system: { verdict: 'soft', words: 'That mail system has a fault' },
  unclear: { verdict: 'soft', words: 'It came back' },
  // Refused for what we are, send, or how fast: the next recipient there hears the same.
  sender: { verdict: 'ours', words: 'Our sender address was refused' },
  blocked: { verdict: 'ours', words: 'Our mail server was refused' },
  authentication: { verdict: 'ours', words: 'Our mail was not proved to be ours' },
  spam: { verdict: 'ours', words: 'It was taken for spam' },
  policy: { verdict: 'ours', words: 'It was against a rule there' },
  content: { verdict: 'ours', words: 'The form of our mail was refused' },
  relaying: { verdict: 'ours', words: 'That server does not take mail for this domain' },
  busy: { verdict: 'ours', words: 'We were told to slow down' },
} as const satisfies Record<string, { verdict: Verdict; words: string }>

export type Reason = keyof typeof REASONS

/** What an enhanced status code alone says (RFC 3463, and those that were registered later); null where it says little. */
export function reasonOfStatus(status: string): Reason | null {
  const [, , subject = '', detail = ''] = /^([245])\.(\d+)\.(\d+)$/.exec(status) ?? []
  return BY_DETAIL[`${subject}.${detail}`] ?? BY_SUBJECT[subject] ?? null
}

const BY_DETAIL: Record<string, Reason> = {
  '1.1': 'unknown-user',
  '1.2': 'unknown-host',
  '1.3': 'unknown-user',
  '1.6': 'moved',
  '1.10': 'no-mail-here',
  '1.7': 'sender',
  '1.8': 'sender',
  // Disabled is not gone: the same address may be open again (RFC 3463 leaves both possible).
  '2.1': 'disabled',
  '2.2': 'full',
  '2.3': 'size',
  '3.1': 'full',
  '3.4': 'size',
  '4.7': 'expired',
}

const BY_SUBJECT: Record<string, Reason> = {
  '2': 'filtered',
  '3': 'system',
  '4': 'route',
  '6': 'content',
  '7': 'policy',
}

const SEVERITY: Verdict[] = ['none', 'delayed', 'ours', 'soft', 'hard', 'complaint']

/** Of several sayings the one that asks least of us. */
export const mildest = <T extends { verdict: Verdict }>([first, ...others]: T[]): T =>
  others.reduce(
    (least, one) => (SEVERITY.indexOf(one.verdict) < SEVERITY.indexOf(least.verdict) ? one : least),
    first as T,
  )

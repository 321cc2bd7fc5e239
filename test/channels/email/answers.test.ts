import { expect, test } from 'vitest'
import { type AnswerClass, type Evidence, meaningOf } from '#src/channels/email/answers.ts'

const at = (command: Evidence['command'], reply: string): Evidence => ({ stage: 'envelope', command, reply })
const rcpt = (reply: string) => at('RCPT TO', reply)

/** E5, row by row. */
const rows: [what: string, evidence: Evidence, meaning: AnswerClass, outcome: object][] = [
  [
    'no connection is nobody’s attempt',
    { stage: 'connect', fault: 'ECONNREFUSED' },
    'relay',
    { result: 'retry', fault: 'relay' },
  ],
  ['an unknown host is the relay’s fault', { stage: 'connect', fault: 'EDNS' }, 'relay', { fault: 'relay' }],
  [
    'TLS that cannot be is the relay’s fault',
    { stage: 'connect', fault: 'ETLS' },
    'relay',
    { fault: 'relay' },
  ],
  [
    'a refused login is the relay’s fault',
    { stage: 'connect', fault: 'EAUTH', reply: '535 5.7.8 Bad credentials' },
    'relay',
    { fault: 'relay' },
  ],
  [
    'a relay that wants a login first is the relay’s fault',
    at('MAIL FROM', '530 5.7.0 Authentication required'),
    'relay',
    { fault: 'relay' },
  ],
  [
    'a connection lost before the final dot is the relay’s fault',
    { stage: 'envelope', fault: 'ECONNECTION' },
    'relay',
    { fault: 'relay' },
  ],
  [
    '421 slows down',
    rcpt('421 4.7.0 Too many connections'),
    'throttle',
    { result: 'retry', fault: 'throttle' },
  ],
  [
    '421 slows down at the door too',
    { stage: 'connect', reply: '421 Busy' },
    'throttle',
    { fault: 'throttle' },
  ],
  ['450 with 4.7.x slows down', rcpt('450 4.7.28 Rate limited'), 'throttle', { fault: 'throttle' }],
  ['452 with 4.3.x slows down', at('DATA', '452 4.3.1 Out of storage'), 'throttle', { fault: 'throttle' }],
  [
    'a throttle that names a time is taken at its word',
    rcpt('451 4.7.1 Please try again in 5 minutes'),
    'throttle',
    { afterMs: 300_000 },
  ],
  [
    'a throttle at a recipient slows that destination only',
    rcpt('421 4.7.28 Too fast'),
    'throttle',
    { scope: 'destination' },
  ],
  [
    'a throttle before a recipient is named slows the relay',
    at('MAIL FROM', '452 4.3.1 Too many messages'),
    'throttle',
    { scope: 'channel' },
  ],
  [
    'a number that is no time is not taken for one',
    rcpt('421 4.7.0 You sent 50 in 3 messages'),
    'throttle',
    { fault: 'throttle' },
  ],
  [
    'a greylist is this recipient, this time',
    rcpt('450 4.2.0 Greylisted'),
    'temporary',
    { fault: 'recipient' },
  ],
  [
    'a greylist under 4.7.1 is no throttle',
    rcpt('451 4.7.1 Greylisting in action, come back later'),
    'temporary',
    { result: 'retry', fault: 'recipient' },
  ],
  ['a full mailbox is temporary', rcpt('452 4.2.2 Mailbox full'), 'temporary', { fault: 'recipient' }],
  [
    'a route that fails is temporary',
    rcpt('450 4.4.1 No answer from host'),
    'temporary',
    { fault: 'recipient' },
  ],
  ['5.4.x is temporary although it says 5', rcpt('550 5.4.4 No route'), 'temporary', { fault: 'recipient' }],
  ['4yz without more is temporary', rcpt('450 Later'), 'temporary', { fault: 'recipient' }],
  ...['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'].map(
    (code): [string, Evidence, AnswerClass, object] => [
      `${code} suppresses the address`,
      rcpt(`550 ${code} No such user`),
      'hard-bounce',
      { result: 'failed', address: 'suppress' },
    ],
  ),
  [
    '5.1.1 after the data suppresses the address too',
    { stage: 'dot', command: 'DATA', reply: '550 5.1.1 Unknown' },
    'hard-bounce',
    { address: 'suppress' },
  ],
  [
    'other 5yz ends this delivery; the third in a row quarantines',
    rcpt('550 5.2.2 Over quota'),
    'failed',
    { result: 'failed', third: 'quarantine' },
  ],
  ['550 without a code is the same', rcpt('550 No'), 'failed', { result: 'failed', third: 'quarantine' }],
  ['so is a reply nobody understands', rcpt('what?'), 'failed', { result: 'failed', third: 'quarantine' }],
  [
    '5.7.1 is our fault and suppresses nobody',
    rcpt('550 5.7.1 Rejected by policy'),
    'policy',
    { result: 'failed', sign: 'policy' },
  ],
  ['5.7.26 is our fault', at('DATA', '550 5.7.26 Unauthenticated mail'), 'policy', { sign: 'policy' }],
  ['5.7.515 is our fault', at('DATA', '550 5.7.515 Access denied'), 'policy', { sign: 'policy' }],
  [
    'a refused sender stops the channel and harms nobody',
    at('MAIL FROM', '550 5.1.8 Sender unknown'),
    'sender',
    { result: 'retry', fault: 'account' },
  ],
  [
    'a relay that turns us away at the door stops the channel',
    { stage: 'connect', reply: '554 5.7.1 Blocked' },
    'sender',
    { fault: 'account' },
  ],
  [
    'a mail too large for the relay ends by itself',
    at('MAIL FROM', '552 5.3.4 Too big'),
    'failed',
    { result: 'failed' },
  ],
  [
    'a connection lost after the final dot may have delivered',
    { stage: 'dot', fault: 'ECONNECTION' },
    'unknown',
    { result: 'unknown' },
  ],
]

test.each(rows)('%s', (_, evidence, meaning, outcome) => {
  const found = meaningOf(evidence)
  expect(found.class).toBe(meaning)
  expect(found.outcome).toMatchObject(outcome)
  if (meaning === 'failed' || meaning === 'policy') expect(found.outcome).not.toHaveProperty('address')
  if (meaning === 'policy' || evidence.command === 'MAIL FROM')
    expect(found.outcome).not.toHaveProperty('third')
  if (evidence.reply?.includes('messages')) expect(found.outcome).not.toHaveProperty('afterMs')
})

test('what is kept of an answer names no address and stays short', () => {
  const { outcome } = meaningOf(rcpt(`550 5.1.1 <ana@example.com>: unknown\r\n${'x'.repeat(500)}`))
  expect(outcome).toMatchObject({
    code: '550 5.1.1',
    answer: expect.stringMatching(/^550 5\.1\.1 <….*unknown x+$/),
  })
  expect(outcome.answer?.length).toBeLessThanOrEqual(200)
  expect(JSON.stringify(outcome)).not.toContain('ana')
})

import type { Outcome } from '../channel.ts'

/** What is known when a mail did not go through as hoped. */
export interface Evidence {
  /** `connect`: no session yet; `envelope`: MAIL, RCPT or DATA; `dot`: the whole message was handed over. */
  stage: 'connect' | 'envelope' | 'dot'
  /** The command that was answered, where one was. */
  command?: 'MAIL FROM' | 'RCPT TO' | 'DATA'
  /** The relay's whole reply; absent when it gave none. */
  reply?: string
  /** Our library's or system's word for a fault without a reply: ECONNREFUSED, EAUTH, ETLS … */
  fault?: string
}

export type AnswerClass =
  | 'relay'
  | 'throttle'
  | 'temporary'
  | 'hard-bounce'
  | 'failed'
  | 'policy'
  | 'sender'
  | 'unknown'

interface Reply {
  code: number
  enhanced: string
  text: string
}

interface Row {
  class: AnswerClass
  fits: (evidence: Evidence, reply: Reply | null) => boolean
  outcome: (code: string, answer: string, reply: Reply | null, evidence: Evidence) => Outcome
}

const HARD = ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']
const greylisted = (reply: Reply) => /gr[ea]y-?\s?list/i.test(reply.text)

/** E5 as one table: the first row that fits decides. */
const TABLE: Row[] = [
  {
    class: 'unknown',
    fits: ({ stage }, reply) => stage === 'dot' && !reply,
    outcome: (code, answer) => ({ result: 'unknown', code, answer }),
  },
  {
    class: 'relay',
    fits: ({ fault }, reply) =>
      !reply || fault === 'EAUTH' || fault === 'ETLS' || [530, 534, 535, 538].includes(reply.code),
    outcome: (code, answer) => ({ result: 'retry', fault: 'relay', code, answer }),
  },
  {
    class: 'throttle',
    fits: ({ stage, command }, reply) =>
      reply !== null &&
      reply.code < 500 &&
      (reply.code === 421 ||
        stage === 'connect' ||
        command === 'MAIL FROM' ||
        ([450, 451, 452].includes(reply.code) && /^4\.[37]\./.test(reply.enhanced) && !greylisted(reply))),
    outcome: (code, answer, reply, evidence) => ({
      result: 'retry',
      fault: 'throttle',
      // At the door and at MAIL FROM no recipient has been named yet: the relay itself is busy.
      scope: evidence.command === 'RCPT TO' || evidence.command === 'DATA' ? 'destination' : 'channel',
      code,
      answer,
      ...waitNamedIn(reply?.text ?? ''),
    }),
  },
  {
    class: 'temporary',
    fits: (_, reply) => reply !== null && (reply.code < 500 || reply.enhanced.startsWith('5.4.')),
    outcome: (code, answer) => ({ result: 'retry', fault: 'recipient', code, answer }),
  },
  {
    // A relay that turns us away at the door, or refuses our own address, refuses everybody's mail alike.
    class: 'sender',
    fits: ({ stage, command }, reply) =>
      stage === 'connect' ||
      (command === 'MAIL FROM' && reply?.code !== 552 && !reply?.enhanced.startsWith('5.3.')),
    outcome: (code, answer) => ({ result: 'retry', fault: 'account', sign: 'account', code, answer }),
  },
  {
    class: 'hard-bounce',
    fits: ({ command }, reply) => command !== 'MAIL FROM' && HARD.includes(reply?.enhanced ?? ''),
    outcome: (code, answer) => ({ result: 'failed', code, answer, address: 'suppress' }),
  },
  {
    class: 'policy',
    fits: (_, reply) => reply?.enhanced.startsWith('5.7.') ?? false,
    outcome: (code, answer) => ({ result: 'failed', sign: 'policy', code, answer }),
  },
  {
    class: 'failed',
    fits: () => true,
    outcome: (code, answer, _, { command }) => ({
      result: 'failed',
      code,
      answer,
      // A refusal before a recipient was named says nothing of any recipient.
      ...(command === 'MAIL FROM' ? {} : { third: 'quarantine' as const }),
    }),
  },
]

/** What an SMTP answer, or the want of one, means for a delivery. */
export function meaningOf(evidence: Evidence): { class: AnswerClass; outcome: Outcome } {
  const reply = readReply(evidence.reply)
  const row = TABLE.find((one) => one.fits(evidence, reply)) as Row
  const code = reply?.code ? `${reply.code} ${reply.enhanced}`.trim() : (evidence.fault ?? 'ENOREPLY')
  return {
    class: row.class,
    outcome: row.outcome(code, shown(evidence.reply ?? evidence.fault ?? ''), reply, evidence),
  }
}

function readReply(raw: string | undefined): Reply | null {
  if (raw === undefined) return null
  const match = /^([45]\d\d)(?:[ -](?:([45]\.\d{1,3}\.\d{1,3})(?=\s|$))?([\s\S]*))?$/.exec(raw.trim())
  return { code: Number(match?.[1] ?? Number.NaN), enhanced: match?.[2] ?? '', text: match?.[3] ?? '' }
}

/** "try again in 5 minutes", "retry after 30s" → milliseconds, at most a day. */
function waitNamedIn(text: string): { afterMs?: number } {
  const match =
    /\b(?:in|after)\s+(?:about\s+)?(\d{1,6})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b/i.exec(text)
  if (!match?.[1] || !match[2]) return {}
  const unit = { s: 1_000, m: 60_000, h: 3_600_000 }[match[2][0]?.toLowerCase() ?? 's'] ?? 1_000
  return { afterMs: Math.min(Number(match[1]) * unit, 86_400_000) }
}

/** A reply as it may be kept: one short line that names no address. */
export function shown(reply: string): string {
  return reply
    .replace(/[^\s<>@"']*@[^\s<>"',;]*/g, '…')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 200)
    .toWellFormed()
}

import { REASONS, type Reason, reasonOfStatus, type Verdict } from './reasons.ts'
import { reasonOfWords, speaksOfDirectory, vagueReasonOfWords } from './wordings.ts'

/** What a report says of one recipient. */
export interface Said {
  /** In lower case; null where the report names nobody. */
  recipient: string | null
  /** The address that was written to, where a forward made another of it. */
  original: string | null
  verdict: Verdict
  reason: Reason | null
  /** `550 5.1.1`, as far as it is known. */
  code: string
}

export interface Evidence {
  recipient: string | null
  original?: string | null
  /** RFC 3464's word for what was done. */
  action?: string
  status?: string
  /** The diagnostic: what the other side answered. */
  diagnostic?: string
  /** What the status means in words, where they stand beside it. */
  comment?: string
  /** The conversation around the diagnostic: at which command it came. */
  stage?: string
  /** Whoever tells has seen the whole conversation and is sure that it is final. */
  sure?: boolean
  /** The whole explanation for people; asked last. */
  prose?: string
}

/** Judges what is known of one recipient. */
export function judge(evidence: Evidence): Said {
  const { recipient, original = null, action = '', diagnostic = '', comment = '', prose = '' } = evidence
  const codes = codesOf(evidence)
  const said = { recipient, original, code: [codes.reply, codes.status].filter(Boolean).join(' ') }
  if (/^(?:delivered|relayed|expanded|deliverable)/.test(action) || codes.status.startsWith('2'))
    return { ...said, verdict: 'none', reason: null }
  const reason =
    (codes.all.some((one) => OF_SENDER.test(one)) ? 'sender' : null) ??
    reasonOfWords(diagnostic) ??
    specific(codes.status) ??
    reasonOfWords(comment) ??
    reasonOfWords(prose) ??
    reasonOfStatus(codes.status) ??
    vagueReasonOfWords(`${diagnostic}\n${prose}`) ??
    'unclear'
  if (action === 'delayed') return { ...said, verdict: 'delayed', reason }
  return { ...said, verdict: tempered(reason, codes, evidence), reason }
}

/** Bad sender's address: whatever words stand beside it speak of ours. */
const OF_SENDER = /^[45]\.1\.[78]$/

/** A status that says more than its class and subject. */
const specific = (status: string) =>
  /^[245]\.(?:[1-7]\.[1-9]|[467]\.)/.test(status) ? reasonOfStatus(status) : null

/**
 * A hard bounce has to be sure. What is temporary is never one, nor is 5.4.x, a domain that cannot be reached today
 * (E6), nor 5.7.x, which is about us (E5). That there is no such mailbox must be said by a status of its own, or in
 * answer to RCPT, or in words that only the mailbox's own system uses: some systems say `user unknown` to a mail that
 * they do not like, after they have taken its recipient.
 */
function tempered(reason: Reason, { reply, all }: Codes, evidence: Evidence): Verdict {
  const { verdict } = REASONS[reason]
  if (verdict !== 'hard') return verdict
  if (all.some((status) => status.startsWith('5.7.'))) return 'ours'
  if (reply.startsWith('4') || all.some((status) => /^(?:4\.|5\.4\.)/.test(status))) return 'soft'
  // A report that tells two stories: the milder one.
  if (reasonOfWords(evidence.prose ?? '') === 'full') return 'soft'
  if (reason === 'unknown-host' || reason === 'no-mail-here') return 'hard'
  return evidence.sure || isSure(all, evidence) ? 'hard' : 'soft'
}

function isSure(statuses: string[], { diagnostic = '', prose = '', stage = '' }: Evidence): boolean {
  if (statuses.some((status) => /^5\.1\./.test(status))) return true
  const told = `${diagnostic}\n${prose}\n${stage}`
  if (AT_RCPT.test(told)) return true
  if (OWN_WORDS.test(told)) return true
  if (AT_DATA.test(told)) return false
  return statuses.some((status) => /^5\.(?:2\.1|5\.0)$/.test(status)) || speaksOfDirectory(told)
}

const AT_RCPT =
  /(?:in reply to|after|following|in response to|>>>|our|command:?|most progress was|smtp:)\s{0,8}rcpt|rejected address|recipient address rejected|does not like recipient|\(state 14\)/i
const AT_DATA =
  /(?:in reply to|after|following|in response to|>>>|our|command:?|end of)\s{0,8}(?:the )?(?:end of )?data\b|failed after i sent|\(state 1[5-8]\)/i
/** Sendmail's line for a recipient, Yahoo's, and a system's plain sentence about its own. */
const OWN_WORDS =
  /delivery error: dd this user doesn't have|\b5\d\d[ -]<[^\s<>]{1,320}>\.\.\. |^[ \t]*unknown user: \S{1,64}@/im

interface Codes {
  reply: string
  status: string
  all: string[]
}

function codesOf({ status = '', diagnostic = '', prose = '' }: Evidence): Codes {
  const told = /^\s*([245]\.\d{1,3}\.\d{1,3})\b/.exec(status)?.[1] ?? ''
  const answered = enhancedIn(diagnostic)
  const inProse = told || diagnostic ? [] : enhancedIn(prose)
  const all = [told, ...answered, ...inProse].filter(Boolean)
  const reply = replyIn(diagnostic) || (diagnostic || told ? '' : replyIn(prose))
  return { reply, status: all.find((one) => !/^[45]\.0\.0$/.test(one)) ?? told, all }
}

const ENHANCED = /(?:^|[\s#(:;'"<-])([245]\.\d{1,2}\.\d{1,3})(?=$|[\s);:,>'"-]|\.\s)/g
const enhancedIn = (text: string) =>
  [...text.slice(0, 4_000).matchAll(ENHANCED)].slice(0, 10).map(([, status = '']) => status)
const replyIn = (text: string) =>
  /(?:^|[\s;:("'>-])([245]\d\d)(?=[ -](?:[245]\.\d|[^\d\s.])|: )/.exec(text.slice(0, 4_000))?.[1] ?? ''

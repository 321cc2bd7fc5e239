import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMail } from '#src/channels/email/bounce/read.ts'
import type { Verdict } from '#src/channels/email/bounce/reasons.ts'

/** What expected.json says of one recipient; the reasons are those of the parser from whose tests it was read off. */
export interface Expected {
  status: string
  reply: string
  reason: string
  hardbounce: boolean
  feedback?: string
}

/** What we do about a report: suppress the address; count it, or wait; take them off every list; nothing. */
export type Act = 'suppress' | 'count' | 'leave' | 'nothing'

const ACTS: Record<Verdict, Act> = {
  hard: 'suppress',
  soft: 'count',
  // Noted on the delivery and in the figures, like the next one; only the quarantine tells these three apart.
  ours: 'count',
  delayed: 'count',
  complaint: 'leave',
  none: 'nothing',
}

/**
 * The right act for each reason, and why:
 * - `hardbounce` (userunknown, hostunknown, hasmoved, notaccept): suppress (E5), except where its status is temporary
 *   (4.x.x), a route (5.4.x: E6 calls that temporary) or about us (5.7.x: E5 never suppresses for that).
 * - feedback: leave, unless it reports a failed authentication: that one speaks for the domain of a sender.
 * - vacation, delivered: nothing.
 * - 5.1.1 that the parser calls filtered although nothing milder is said: suppress. E5 names 5.1.1 without a condition.
 * - all else counts: mailboxfull, suspend, filtered (it was accepted first and refused after), expired, networkerror,
 *   systemerror, mailererror, mesgtoobig, onhold, undefined; and what is about us: rejected, blocked, spamdetected,
 *   policyviolation, securityerror, authfailure, norelaying, toomanyconn, contenterror, syntaxerror, badreputation.
 */
export function rightAct({ reason, hardbounce, status, feedback }: Expected): Act {
  if (reason === 'feedback') return feedback === 'auth-failure' ? 'nothing' : 'leave'
  if (reason === 'vacation' || reason === 'delivered') return 'nothing'
  if (reason === 'filtered' && status === '5.1.1') return 'suppress'
  return hardbounce && !/^(?:4|5\.4|5\.7)\./.test(status) ? 'suppress' : 'count'
}

export interface Judged {
  file: string
  wanted: Act[]
  got: Act[]
  right: boolean
}

/** Every mail of a folder with what was made of it and what should have been. */
export function judgeFolder(folder: string): Judged[] {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<
    string,
    Expected[]
  >
  return Object.entries(expected).map(([file, entries]) => {
    const { said } = readMail(readFileSync(join(folder, file)))
    const acts = said.map(({ verdict }) => ACTS[verdict]).sort()
    const got: Act[] = acts.length ? acts : ['nothing']
    const wanted = entries.map(rightAct).sort()
    // One complaint about several mails is one complaint; one recipient may be named under two addresses.
    const single = new Set(wanted).size === 1 && (wanted[0] === 'leave' || entries.length === 1)
    const right = single ? got.every((act) => act === wanted[0]) : String(got) === String(wanted)
    return { file, wanted, got, right }
  })
}

import type { MailReport } from './read.ts'
import { judge, type Said } from './said.ts'
import { tracesIn } from './traces.ts'

/** What an event of a provider says, in the same words for all of them. */
export interface Told {
  complaint?: boolean
  recipient: string
  action?: string
  status?: string
  diagnostic?: string
  /** The provider's own judgement; null where it has none. */
  permanent: boolean | null
  /** Where a trace of one of our deliveries may stand. */
  traces: string[]
}

/** An event as a report. A provider has seen the whole conversation: what it calls temporary is, what it calls permanent is sure. */
export function told(event: Told): MailReport {
  const traces = tracesIn(event.traces)
  const recipient = event.recipient.toLowerCase() || null
  const about = { named: recipient ? [recipient] : [], traces }
  if (event.complaint) return { kind: 'complaint', said: [complained(recipient)], ...about }
  const said = judge({ ...event, recipient, sure: event.permanent === true })
  if (event.permanent === false && said.verdict === 'hard') said.verdict = 'soft'
  const silent = !event.diagnostic && !event.status
  if (event.permanent === true && silent) Object.assign(said, { verdict: 'hard', reason: 'unknown-user' })
  return { kind: 'bounce', said: [said], ...about }
}

export const nothing = (): MailReport => ({ kind: 'none', said: [], named: [], traces: tracesIn([]) })

const complained = (recipient: string | null): Said => ({
  recipient,
  original: null,
  verdict: 'complaint',
  reason: null,
  code: '',
})

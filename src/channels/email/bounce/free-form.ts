import type { Fields } from './fields.ts'
import { judge, type Said } from './said.ts'
import { decodeWords } from './text.ts'

const DAEMON =
  /\b(?:mailer-?daemon|post[_-]?master|mail(?:er)?[ _-]?(?:delivery|administrator|system|server)|mdaemon|maildaemon|delivery[ _-]?(?:system|subsystem|failure|agent)|system administrator|administrator|bounces?|mail delivery|no-?reply@.*google|daemon|no-?reply)\b|-(?:admin|owner|request)@/i
const SUBJECT =
  /undeliver|unzustellbar|non ?remis|not be delivered|returned (?:mail|to)|returning mail|delivery.{0,30}(?:fail|status|problem|error|notif|report|delay|unsuccess)|fail\w* (?:delivery|mail|notice)|failure (?:notice|delivery)|mail (?:system|delivery|status|error)|message (?:status|delayed|delivery)|(?:mail|message)\b.{0,20}(?:not delivered|failure|failed|error|bounced)|bounce|could ?n[o']t|warning: |delayed mail|user unknown|nondeliver|non-?deliver|rejected|エラー|配信|送信できません/i

/** Whether a mail system, rather than a person's program, wrote a message. */
export const isBySystem = (head: Fields) =>
  DAEMON.test(head.get('from') ?? '') ||
  head.has('x-failed-recipients') ||
  /multipart\/report/i.test(head.get('content-type') ?? '')

/** Whether a message without a report of its own looks like one that a mail system wrote because it could not deliver. */
export function isBounceLike(head: Fields, prose: string): boolean {
  const from = head.get('from') ?? ''
  const sender = /<\s*>/.test(head.get('return-path') ?? '')
  const subject = SUBJECT.test(decodeWords(head.get('subject') ?? '').slice(0, 300))
  if (head.has('x-failed-recipients') || /multipart\/report/i.test(head.get('content-type') ?? ''))
    return true
  const system = DAEMON.test(from) || sender
  return system && (subject || FAILED.test(prose.slice(0, 4_000)))
}

const FAILED =
  /(?:not|n't) be delivered|(?:not|n't) (?:able to )?deliver|unable to deliver|undeliver|did not reach|delivery\b.{0,60}fail|failed permanently|error message below|(?:permanent|fatal) error|returned to (?:you|sender)|not a member|trouble delivering|rejected recipient/i

/** Where the copy of what was sent begins. */
const COPY =
  /^(?:[ \t>|*#=_-]*(?:below this line is a copy|this is a copy of (?:the|your) message|original message|unsent message|message headers? follow|(?:the )?(?:text|header|body|first|beginning)\w* (?:\d+ lines )?of (?:your|the) (?:original )?(?:message|mail)|returned (?:message|mail)|(?:your )?(?:original )?(?:message|mail)(?: text| headers?)? follows|undelivered message follows|start of returned|forwarded message|included is a copy|copy of (?:the |your )?(?:original )?(?:message|mail)|the following (?:is|are) .{0,40}(?:original|header)|received message|header of)\b.*|(?:return-path|received|dkim-signature|x-original-to|reporting-mta|final-recipient|original-recipient):[ \t].*)$/im

/** The explanation for people, without the copy of what was sent. */
export function proseOf(text: string): string {
  const copy = COPY.exec(text.slice(0, 64 * 1024))
  return (copy && copy.index > 0 ? text.slice(0, copy.index) : text).slice(0, 16 * 1024)
}

const ADDRESS = /[^\s<>"'`;,:()[\]]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi
const MOST_RECIPIENTS = 50

/**
 * What such a message says. `own`: the addresses that its head names, which are not those it failed for. Where it
 * tells of several recipients, each line belongs to the address that was named last.
 */
export function readFreeForm(head: Fields, text: string, sentTo: string[]): Said[] {
  const prose = proseOf(text)
  const own = new Set(
    ['from', 'to', 'cc', 'reply-to', 'return-path', 'delivered-to', 'x-original-to'].flatMap((name) =>
      addresses(head.get(name) ?? ''),
    ),
  )
  const named = addresses(head.get('x-failed-recipients') ?? '')
  const sent = new Set(sentTo)
  const spoken = addresses(prose).filter(
    (one) => sent.has(one) || (!own.has(one) && !/^(?:postmaster|mailer-daemon)@/.test(one)),
  )
  const recipients = named.length
    ? named
    : spoken.some((one) => sent.has(one))
      ? spoken.filter((one) => sent.has(one))
      : spoken
  if (recipients.length < 2) {
    const recipient = recipients[0] ?? sentTo[0] ?? null
    return [judge({ recipient, comment: chunkFor(recipient, prose), ...split(prose) })]
  }
  const chunks = chunksFor(recipients, prose)
  const told = recipients.slice(0, MOST_RECIPIENTS).map((recipient) => {
    const chunk = chunks.get(recipient) ?? ''
    // A line that names the address beside a reply says it all.
    const own = chunk.split('\n').filter((line) => REPLY.test(line) && addresses(line).includes(recipient))
    const said = judge({
      recipient,
      ...(own.length ? { diagnostic: own.join('\n'), stage: chunk } : split(chunk)),
    })
    return { said, telling: own.length > 0 || said.reason !== 'unclear' }
  })
  // Addresses that are named in passing, of which nothing is said.
  const telling = told.filter((one) => one.telling)
  return (telling.length ? telling : told).map(({ said }) => said)
}

/** The lines of each address: from the one that names it to the one that names another. */
export function chunksFor(recipients: string[], prose: string): Map<string, string> {
  const chunks = new Map<string, string>()
  let current: string[] = []
  for (const line of prose.split('\n').slice(0, 2_000)) {
    const here = addresses(line).filter((one) => recipients.includes(one))
    if (here.length) current = here
    for (const one of current) chunks.set(one, `${chunks.get(one) ?? ''}${line}\n`.slice(0, 4_000))
  }
  return chunks
}

/** What is said of one address: from the line that first names it. */
export function chunkFor(recipient: string | null, prose: string): string {
  const at = recipient ? prose.toLowerCase().indexOf(recipient) : -1
  return at < 0 ? '' : prose.slice(at, at + 2_000)
}

/** The lines with a reply of a mail server are the diagnostic; all the rest is prose. */
function split(prose: string): { diagnostic: string; prose: string } {
  const lines = prose.split('\n')
  const replies = lines.flatMap((line, at) => (REPLY.test(line) ? [line, ...folded(lines, at + 1)] : []))
  return { diagnostic: replies.slice(0, 30).join('\n'), prose }
}

const REPLY = /(?:^|[\s>:("'])[45]\d\d[ -](?:[45]\.\d|[^\d\s])|(?:^|[\s(#])[45]\.\d{1,2}\.\d{1,3}\b/
const folded = (lines: string[], at: number) => lines.slice(at, at + 3).filter((line) => /^\s+\S/.test(line))

export function addresses(text: string): string[] {
  return [...new Set((text.match(ADDRESS) ?? []).map((one) => one.toLowerCase()))]
}

import type { Reason } from './reasons.ts'

/** One of these; each is an expression whose repetitions are bounded, so that no text takes long. */
const any = (...wordings: string[]) => new RegExp(wordings.join('|'))

const BOX =
  '(?:user ?(?:id|name)?|recipient|mailbox|mail ?box|account|address|alias|addressee|local part|customer|person' +
  '|login|inbox|member|destinat\\w{1,8}|empfänger|compte|utente)s?'
const KIND = '(?:(?:e-?mail|local|virtual|destination|rcpt|recipient|mail|user|final|delivery) ){0,2}'
const US =
  '(?:your|this|the|client|sending|connecting|source|sender) (?:ip|host|server|mail ?server|network|hostname|mta)\\b'
const REFUSED = '(?:block|reject|refus|deni|deny|not allowed|not permitted|not accept|banned|list)'
const FULL =
  '(?:full\\b|over ?quota|(?:over|exceed\\w*|out of|above|beyond|reached|insufficient)[^.;]{0,40}(?:quota|storage|space|limit|size|capacity|allocation))'
const MISSING =
  "(?:unknown|not (?:be )?(?:found|known|exist|resol\\w{1,4}|valid)|(?:does|did)(?:n't| not) (?:exist|resolve)|invalid|couldn't be found|non-?exist|illegal|n'existe)"

/**
 * What mail systems say, and why. The first line that fits decides: what is said of us stands above what is said of
 * the mailbox, since `sender address rejected: user unknown` speaks of our sender. Texts are in lower case with
 * single spaces.
 */
const WORDINGS: [Reason, RegExp][] = [
  [
    'script',
    any(
      'command (?:output|died|failed)|program (?:failed|returned|exited)|exit status|\\bprog(?:ram)? mailer',
      '\\bprocmail:|vdelivermail|local delivery agent|mailer error|\\bx-unix;',
    ),
  ],
  [
    'content',
    any(
      '(?:malformed|invalid|bad|illegal|missing|duplicate|multiple|too many|no valid|improper).{0,30}\\bheaders?\\b',
      '8-?bit (?:data|char)|bare (?:lf|cr|linefeed)|rfc ?(?:2822|5322)|not rfc|non-?compliant|mime (?:parts|structure|error)',
      'messages? (?:format|structure)|media error',
    ),
  ],
  [
    'authentication',
    any(
      '\\b(?:dmarc|dkim|spf)\\b|sender policy framework|sender id\\b|arc validation|not authenticated|unauthenticated',
      'authentication (?:checks?|requirements?|results?|required|failed|information)',
    ),
  ],
  [
    'spam',
    any(
      '\\bspam(?!haus|cop| ?rbl)|unsolicited|\\bjunk|bulk (?:e-?mail|mail)|\\bube\\b|phish|virus|malware|infected|trojan',
      'suspicious|high probability of|message content|content denied|mail rejete|blacklisted url',
      '(?:content|message|mail|text).{0,40}(?:blocked|rejected|refused|denied) (?:by|due to|because).{0,20}(?:content|filter|scan)',
    ),
  ],
  [
    'blocked',
    any(
      '\\b(?:rbl|dnsbl|black ?list(?:ed|ing)?|block ?list(?:ed)?|blocked? using|reputation|banned|banlist)\\b',
      'spamhaus|spamcop|barracudacentral|sorbs|senderbase|uceprotect|abuseat',
      '\\binvalid ip\\b|\\bptr\\b|reverse (?:dns|lookup|host)|\\brdns|fcrdns|dynamic (?:ip|address)|dial-?up|residential|\\b(?:helo|ehlo)\\b',
      `${US}.{0,60}${REFUSED}`,
      '\\bip(?: address)?\\b.{0,40}(?:block|list|reject|denied|refused|banned)',
      `${REFUSED}\\w{0,4}.{0,40}(?:from|by) (?:your|this|the) (?:ip|host|server|network|address)`,
      '(?:block|reject)ed.{0,30}\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|access (?:from|denied (?:for|to)) (?:ip|host|your|\\[)',
      'connection (?:refused by policy|rejected|not allowed|denied)|not allowed to connect',
      '(?:domain )?name (?:was )?rejected|invalid domain name',
    ),
  ],
  [
    'busy',
    any(
      'too many (?:connections?|messages?|e-?mails?|recipients|sessions?|invalid|errors|concurrent)|slow down',
      '(?:connection|message|rate|sending|delivery|receiving|hourly|daily) (?:rate|limit|quota|frequency)s? .{0,40}(?:exceeded|reached|limited|too)',
      '(?:rate|frequency|connection)[- ]?limit|exceeded.{0,30}(?:rate|connections?|frequency)|thrott?l|unusual rate',
      'receiving mail (?:at|too)|at a rate that|gr[ae]y-?list|try again later|mailbox busy|maximum (?:connections|number of)',
      'deferred due to user complaints|temporarily deferred',
    ),
  ],
  [
    'sender',
    any(
      '(?:sender|from|return[- ]?path|envelope[- ]from|originator)\\b[^.;]{0,60}(?:reject|denied|refus|invalid|verif|unknown|must|blocked|unresolv|mismatch|does not|not (?:exist|found|allowed|permitted|accepted|authori[sz]ed|listed|valid|known))',
      '(?:invalid|unknown|unauthori[sz]ed|bad|unresolvable|nonexist\\w{1,4}) (?:sender|return path|from)',
      "sender(?:'s)? (?:domain|address)|(?:verify|verification).{0,20}sender|sendernotauth|client was not auth",
      "(?:not|isn't) (?:authori[sz]ed|allowed|permitted) to (?:send|post|submit)|permission to (?:post|send)|posting (?:to|is)",
      'only (?:members|subscribers|accepts? )|non-?members?|may not (?:post|have permission)|restricted to (?:members|senders)',
    ),
  ],
  [
    'relaying',
    any(
      'relay(?:ing)?\\b.{0,40}(?:denied|not (?:allowed|permitted|accepted)|prohibit|reject|access|refused)',
      '(?:unable|not permitted|not authori[sz]ed|cannot|not allowed) to relay|we do not relay|rcpthosts',
      'not a (?:registered )?(?:gateway|relay)',
    ),
  ],
  [
    'policy',
    any(
      '(?:security|local|site|mail|message|organi[sz]ation|company|recipient|content|server|admin\\w{0,11}) polic(?:y|ies)',
      'polic(?:y|ies).{0,20}(?:violat|reason|restrict|reject|block)|(?:violat|reject|block|against|refus|denied|due to)\\w{0,4}.{0,30}polic',
      'prohibited|attachment|encryption (?:required|needed)|starttls|tls (?:required|is)|not permitted|unauthori[sz]ed',
      'administrative(?:ly)? (?:prohibition|denied)',
    ),
  ],
  [
    'full',
    any(
      `(?:${BOX}|mail folder|mail ?drop|storage|disk|folder|quota|boite|postfach|buzon)[^.;]{0,60}\\b${FULL}`,
      '(?:over|exceed\\w{0,3}|out of)[^.;]{0,30}(?:quota|storage|disk|space (?:limit|left))|over ?quota',
      'quota[^.;]{0,40}(?:exceed|reached|full|violat|limit)|insufficient (?:system )?(?:storage|space|disk)|enough space',
      'not enough (?:storage|space|disk|room)|no space left|disk (?:quota|full)|quotaexceeded|storage (?:limit|exceeded)',
    ),
  ],
  [
    'size',
    any(
      '(?:message|mail|content|file|body) (?:size|length|file)?.{0,30}(?:too (?:big|large|long)|larger|exceed|over.{0,10}(?:limit|maximum))',
      'size (?:limit|exceed)|too (?:big|large) (?:a )?(?:message|mail)|exceeds? (?:the )?(?:maximum|max|fixed|size)',
    ),
  ],
  [
    'no-mail-here',
    any(
      'null ?mx|no smtp service|no mail (?:server|hosts?) for|no mx(?: records?)? found|no longer accept|never accept',
      "(?:does not|doesn't|do not|don't|cannot|can't) (?:currently )?(?:accept|receive|handle|take) (?:any )?(?:e-?mails?|mails?|messages? (?:at|for|to) (?:this|the) domain|smtp)",
      'not accepting (?:any )?(?:mail|messages from)|mail (?:is )?not accepted (?:here|for|at)',
    ),
  ],
  [
    'disabled',
    any(
      `${BOX}\\b[^.;]{0,60}(?:disabled|suspended|inactive|inactivated|deactivated|locked|frozen|on hold|blocked|not active|isn't active|expired|hibernat|restricted|dormant|temporarily (?:closed|unavailable))`,
      '(?:disabled|suspended|inactive|deactivated|locked|frozen|restricted|expired|dormant|blocked) (?:mailbox|account|user|recipient|address|due to inactivity)',
      'not (?:been )?(?:used|active) for|unpaid|domain (?:is )?(?:suspended|disabled|expired)|user hangup|we cannot forward',
    ),
  ],
  [
    'moved',
    any(
      '(?:has|have) moved|changed (?:his|her|their|its|my|e-?mail) (?:e-?mail )?address|new e-?mail address',
      'address (?:has )?(?:been )?changed|address is (?:obsolete|no longer (?:used|in use))|has been replaced',
    ),
  ],
  // A name server that did not answer has said nothing of the domain.
  [
    'route',
    any('not found, try again|lookup (?:timed out|did not complete|deferred)|temporary (?:lookup|dns|name)'),
  ],
  [
    'unknown-user',
    any(
      `${BOX}\\b[^.;]{0,60}(?:unknown|unavailable|invalid|no(?:t|n)?-? ?exist|(?:does|do|did)(?:n't| not)|isn't|no longer|deleted|removed|closed|terminated|discontinued|cancell?ed|incorrect|undeliverable|n'existe|inconnu|unbekannt|sconosciuto|(?:cannot|couldn't|could not) be found)`,
      `${BOX}\\b[^.;]{0,60}not (?:be )?(?:found|known|exist|listed|recogni[sz]ed|valid|available|defined|a valid|registered|here|local|have|our)`,
      `(?:unknown|invalid|no such|non-?existent|undefined|bad|illegal|incorrect|no valid|wrong|unregistered|unrouteable|not an? (?:known|valid|registered|local|existing|active)) ${KIND}${BOX}\\b`,
      'no (?:such )?(?:mailbox|account|user|recipient|person|one)s?\\b.{0,20}(?:here|by (?:that|this)|with (?:that|this)|found|at this|of that)',
      "doesn't have an? .{0,30}account|not in (?:the |our |my )?(?:directory|address|name)|unknown or illegal alias",
      'nobody (?:here|by)|this address (?:no longer|does)|user .{1,80} not found|recip(?:ient)?notfound',
      'unable to (?:find|locate) (?:the )?(?:recipient|user|mailbox)|is not (?:a )?(?:valid|known|registered|local|listed|defined)',
      'no valid recipients|unknown (?:in|user)|name is not recogni[sz]ed|not listed in',
    ),
  ],
  [
    'unknown-host',
    any(
      `(?:host|domain|mail ?server|hostname|domainname|mx|site)\\b(?: name| or domain name)?[^.;]{0,40}${MISSING}`,
      "(?:unknown|no such|non-?existent|invalid|illegal|unresolvable|bad|couldn't find any|can't find|cannot find|unable to find|could not find)(?: a| any| the)?(?: mail| destination| recipient| target)? ?(?:host|domain|mx|exchange|mail exchanger|server)",
      "nxdomain|unrouteable|domain (?:must|isn't|has no)|no (?:a|dns)(?:\\/a)? records?|name (?:service|server) error",
      'dns (?:error|lookup|failure|type)|host\\/domain',
    ),
  ],
  [
    'expired',
    any(
      '(?:delivery|message|retry|queue|connection|time|retries)\\b[^.;]{0,40}(?:expired|timed? ?out|timeout|too long|exceeded)',
      'expired|time limit|could not be delivered (?:for|in|within)|not (?:been )?delivered (?:for|after|within)|giving up',
      'retr(?:y|ies) (?:time|limit|count)|timed out|unable to deliver.{0,30}(?:days|hours)|delayed|still (?:being )?(?:trying|retried)',
      "no response|not respond|unable to (?:connect|contact)|could not connect|connection refused|couldn't (?:connect|establish)",
    ),
  ],
  [
    'route',
    any(
      '(?:mail|routing|delivery|forwarding|message)? ?loop|too many (?:hops|received)|hop count|route to host|unreachable|routing',
      'network (?:is )?(?:unreachable|error)|host is down|connection (?:reset|lost|dropped|closed|was dropped)',
    ),
  ],
  [
    'filtered',
    any(
      "(?:recipient|user|mailbox|addressee)\\b[^.;]{0,40}(?:reject|refus|denied|declin|not accept|filter|restrict|do(?:es)?(?:n't| not) want)",
      'rejected by (?:the )?(?:recipient|user|addressee)|(?:recipient|user) (?:filter|rule)|refused by recipient',
      'delivery (?:to|for) .{0,60}(?:refused|denied|not allowed)',
    ),
  ],
  [
    'system',
    any(
      '(?:system|server|internal|configuration|local|resources?|service|database|ldap|unexpected|i\\/o)\\b[^.;]{0,30}(?:error|failure|fault|unavailable|problem|config|temporar)',
      "out of memory|misconfigur|can(?:'t|not) (?:create|open|write)",
    ),
  ],
]

/** Words that only the system which keeps the mailboxes uses of them. */
const DIRECTORY = any(
  'name is not recogni[sz]ed|not listed in (?:the )?(?:public )?(?:name|address|directory|domino)|final delivery userid',
  'unknown in (?:local|virtual|relay)|unrouteable address|unknown local[- ]part|recip(?:ient)?notfound',
  "no mailbox here by that name|address you entered couldn't be found|no valid recipients for this mm",
)

export const speaksOfDirectory = (said: string) => DIRECTORY.test(plain(said))

/** What a mail system's own words say; null where they say nothing that is known. */
export function reasonOfWords(said: string): Reason | null {
  const text = plain(said)
  return WORDINGS.find(([, wording]) => wording.test(text))?.[0] ?? null
}

/** What words of no more than refusal say, where nothing else says anything. */
export const vagueReasonOfWords = (said: string): Reason | null =>
  /polic(?:y|ies)|access denied|not allowed|transaction failed|rejected|refused|denied/.test(plain(said))
    ? 'policy'
    : null

/** Lists of senders; a reply often names one by its address alone. */
const LISTS = /spamhaus|spamcop|barracudacentral|sorbs|abuseat|senderbase|uceprotect|dnsbl|\brbl/

/** Without links, addresses and host names: what people call these says nothing of why. */
function plain(said: string): string {
  return said
    .slice(0, 4_000)
    .toLowerCase()
    .replace(/[’`´]/g, "'")
    .replace(/\bhttps?:\S+/g, (link) => LISTS.exec(link)?.[0] ?? '')
    .replace(/<?[^\s<>"'()[\]]{1,100}@[^\s<>"'()[\],;]{1,255}>?/g, '@')
    .replace(
      /\b(?:[a-z\d-]{1,63}\.){1,8}[a-z][a-z\d-]{1,20}\b(?!\.)/g,
      (name) => /^resolver\.|recipnotfound/.exec(name)?.[0] ?? LISTS.exec(name)?.[0] ?? '#',
    )
    .replace(/\s+/g, ' ')
}

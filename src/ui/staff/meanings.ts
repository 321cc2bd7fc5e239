import type { Channel } from '#src/channels/channel.ts'
import type { DeliveryState } from '#src/deliveries/delivery.ts'

/** What a reason means for those whom it met. */
export interface Meaning {
  /** What is wrong, as a person would say it. */
  what: string
  /** What follows from it, and what to do. */
  so: string
  /** Whether trying the same again can help. */
  again: boolean
  /** They are not written to any more, so trying again is not offered. */
  gone: boolean
}

const GONE = 'They are not written to any more.'
const OURS = 'This is about us, not about them: mend it with whoever runs the relay, then try again.'

/** SMTP: the enhanced code decides, or its beginning; RFC 3463 in plain words. */
const MAIL: [RegExp, string, string, boolean][] = [
  [/^5\.1\.[16]$/, 'Mailbox does not exist', GONE, false],
  [/^5\.1\.2$/, 'Domain does not exist', GONE, false],
  [/^5\.1\.(3|10)$/, 'Address takes no mail', GONE, false],
  [/^5\.2\.1$/, 'Mailbox is closed', GONE, false],
  [/^[45]\.2\.2$/, 'Mailbox is full', 'It may have room again later.', true],
  [/^[45]\.2\.3$|^[45]\.3\.4$/, 'Message is too large for them', 'Say it shorter in an update.', false],
  [/^4\.7\.|^4\.2\.0$/, 'They ask us to come back later', 'Usual for senders they do not know yet.', true],
  [/^[45]\.4\./, 'Their mail server cannot be reached', 'It may be up again later.', true],
  [/^5\.7\./, 'Refused by their policy', OURS, true],
  [/^[45]\.3\./, 'Their mail server has a fault', 'It may be mended later.', true],
  [/^4\./, 'Not now', 'It may go later.', true],
]

/** Twilio's codes, by what they mean. */
const TEXTS: [readonly number[], string, string, boolean][] = [
  [[21211, 21614, 21635, 30005, 30006], 'Number takes no text messages', GONE, false],
  [[21610], 'They have sent STOP', GONE, false],
  [[21612, 30004], 'Number cannot be reached from ours', 'A second time ends it for good.', true],
  [[21408], 'Country is not enabled', 'Enable it at the carrier, then try again.', true],
  [[21617], 'Text is too long', 'Say it shorter in an update.', false],
  [[30003], 'Phone is switched off', 'It may be on again later.', true],
  [[30007], 'Filtered by their carrier', 'Plainer words and fewer links may pass.', true],
  [[30008], 'No reason was given', 'It may go later.', true],
  [[30036], 'Too old when it could be delivered', 'An update tells them better than a late repeat.', true],
  [[30450], 'Blocked as suspected fraud', GONE, false],
  [[20003, 21606, 30002, 30034], 'Our account or number is refused', OURS, true],
  [[20429, 21611, 30001, 30022, 63017], 'Carrier asks us to slow down', 'It goes on by itself.', true],
  [[30023, 63038], 'Daily limit is reached', 'It goes on when the day is over.', true],
]

/** What a reason means, in plain words; of what nobody knows it says so. */
export function meaningOf(reason: { channel: Channel; state: DeliveryState; code: string | null }): Meaning {
  const known = reason.channel === 'email' ? ofMail(reason.code) : ofText(reason.code)
  if (reason.state === 'unknown')
    return {
      what: 'Handed over, and no answer came',
      so: 'It may have arrived. It is cleared up by itself.',
      again: false,
      gone: false,
    }
  if (reason.state === 'retry')
    return { ...known, so: 'It is tried again later, by itself.', again: false, gone: false }
  if (reason.state === 'expired')
    return {
      what: 'Too old when it could be delivered',
      so: 'Trying again sends it late.',
      again: true,
      gone: false,
    }
  return known
}

function ofMail(code: string | null): Meaning {
  const enhanced = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(code ?? '')?.[0] ?? `${code?.[0] ?? ''}.`
  const row = MAIL.find(([pattern]) => pattern.test(enhanced))
  return row ? meaning(row) : unclear('relay')
}

function ofText(code: string | null): Meaning {
  const row = TEXTS.find(([codes]) => codes.includes(Number(code)))
  return row ? meaning(row) : unclear('carrier')
}

function meaning([, what, so, again]: readonly [unknown, string, string, boolean]): Meaning {
  return { what, so, again, gone: so === GONE }
}

function unclear(who: string): Meaning {
  return {
    what: 'Refused',
    so: `The ${who}’s own words are all that is known; trying again may help.`,
    again: true,
    gone: false,
  }
}

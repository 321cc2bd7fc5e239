/**
 * What in a report may name a delivery of ours. Whether it truly does is for whoever holds the keys to say: anybody
 * can write these, and only we can write them right.
 */
export interface Traces {
  /** `announcement.subscriber.mac`, from envelope senders of ours (VERP). */
  keys: string[]
  /** The MACs of Message-IDs of ours. */
  macs: string[]
  /** Subscribers whom an unsubscribe link of ours names. */
  subscribers: number[]
}

const MOST = 50
/** Also where a forwarder has wrapped it (SRS, BATV), or a query has made a space of its plus. */
const VERP = /bounce[+ ](\d{1,15}\.\d{1,15}\.[\w-]{22})(?=[@=]|$)/gi
const MESSAGE_ID = /(?<![\w.-])d\.([\w-]{22})@/gi
const LINK = /\/u\/(\d{1,15})-\d{1,9}-[\w-]{22}(?![\w-])/g

export function tracesIn(texts: string[]): Traces {
  const found = (expression: RegExp) => {
    const all = texts.flatMap((text) => [...text.matchAll(expression)].map(([, one = '']) => one))
    return [...new Set(all)].slice(0, MOST)
  }
  return { keys: found(VERP), macs: found(MESSAGE_ID), subscribers: found(LINK).map(Number) }
}

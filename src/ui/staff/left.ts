import type { Leaving } from '#src/subscribers/subscriber.ts'

const WORDS: Record<Leaving, string> = {
  link: 'Left by the link in a message',
  page: 'Left on our page',
  carrier: 'Left by text message or through the carrier',
  complaint: 'Reported our mail as unwanted',
  staff: 'Asked us to stop',
  program: 'Taken off by us',
}

/** How somebody left, as the beginning of a sentence that ends with when. */
export function leftInWords(by: Leaving | null): string {
  return by ? WORDS[by] : 'Left'
}

const MORE: Record<string, string> = {
  ...WORDS,
  bounced: 'The address does not exist any more, or refuses us',
  erased: 'Had all erased that was kept of them',
}

/** The same as a line of a table, with what ends a subscription besides. */
export function reasonInWords(how: string): string {
  return MORE[how] ?? 'Otherwise'
}

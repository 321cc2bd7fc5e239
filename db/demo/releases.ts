import type { Label } from '#src/posts/kinds.ts'
import { clock, dayFrom, spoken } from './calendar.ts'
import type { Telling } from './telling.ts'

/** What got better in three months, one thing that will end, and one that a few people already have. */
export function releases(now: number): Telling[] {
  const release = (
    days: number,
    time: string,
    slug: string,
    labels: Label[],
    title: string,
    body: string,
  ) => {
    const day = dayFrom(now, -days)
    return {
      slug,
      kind: 'release',
      author: 'ines',
      title,
      body,
      at: clock(day, time),
      state: 'released',
      fields: { labels, releasedOn: `${day}` },
    } satisfies Telling
  }
  return [
    release(
      88,
      '10:00',
      'again',
      ['added'],
      'Last week’s basket, again',
      'One tap puts everything from your last order into the basket, leaves out what is not in season and says so. Asked for by more of you than anything else this year.',
    ),
    release(
      75,
      '11:00',
      'receipts',
      ['added'],
      'Receipts of five years as one file',
      'Under **Account → Receipts** you can choose a year and take all of its receipts with you, as PDF or as a table for your books.',
    ),
    {
      ...release(
        66,
        '09:30',
        'passkeys',
        ['added', 'security'],
        'Sign in without a password',
        'Web shop and app now know passkeys: your finger, your face or the code of your phone. Your password goes on working as long as you want it.',
      ),
      author: 'tiago',
      components: ['shop', 'app'],
    },
    {
      ...release(
        55,
        '14:00',
        'api-1',
        ['deprecated'],
        'API version 1 comes to its end',
        `Version 1 of the API answers until ${spoken(dayFrom(now, 125))} and not longer. Version 2 has been out for a year and does all that version 1 does. The three partners who still use version 1 have had a letter from Tiago, with an offer to sit down together for an afternoon.`,
      ),
      author: 'tiago',
      components: ['api'],
    },
    release(
      47,
      '10:15',
      'vouchers',
      ['fixed'],
      'A voucher and MB Way in one order',
      'Paying a part with a voucher and the rest with MB Way failed when the voucher had cents on it. It works now. If you gave up on an order for this: the voucher is still whole.',
    ),
    {
      ...release(
        36,
        '09:00',
        'slots',
        ['changed', 'improved'],
        'We come within one hour, not two',
        'Delivery slots are now one hour long in all of Lisbon, and two in Cascais. In the four weeks in which we tried it, 97 of 100 deliveries came within their hour. The other three got five euros back, and so will you.',
      ),
      components: ['slots'],
    },
    familyBasket(now),
    release(
      9,
      '11:00',
      'reader',
      ['improved', 'fixed'],
      'The app reads well aloud',
      'With three customers who do not see the screen, we went through the whole way from search to checkout. Every button now says what it does, the basket says its total, and nothing moves under your finger. Thank you to Rui, Marta and Sr. Almeida.',
    ),
    release(
      2,
      '10:00',
      'boxes',
      ['changed'],
      'Boxes instead of bags, in all of Lisbon',
      'Your order comes in a box that the driver takes back at the next delivery. Bags cost nothing extra to those who tell us that they need them, for instance on a fourth floor without a lift.',
    ),
  ]
}

function familyBasket(now: number): Telling {
  return {
    slug: 'family-basket',
    kind: 'release',
    author: 'ines',
    title: 'One basket for the whole household',
    at: clock(dayFrom(now, -16), '10:30'),
    state: 'early_access',
    components: ['app'],
    fields: { labels: ['added'] },
    body: 'Two hundred households now fill one basket from several phones. If it holds up over two weekends, everybody gets it. Would you like to be among the next two hundred? Write to hello@mares.example.',
    later: [
      {
        at: clock(dayFrom(now, -6), '12:00'),
        state: 'early_access',
        body: 'Two weekends are over. It holds, but you told us that you want to see who put the third packet of biscuits in. We are building that first; the next two hundred households are in.',
      },
    ],
  }
}

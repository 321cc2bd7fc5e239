import { windowOf } from '#src/posts/closing.ts'
import { clock, dayFrom, type Holiday, holidays, shopDayFrom, spoken, ZONE } from './calendar.ts'
import type { Telling } from './telling.ts'

/** Closures behind us, one tomorrow, one within days, and the holidays on either side of today. */
export function closures(now: number): Telling[] {
  const past = holidays(dayFrom(now, -80), dayFrom(now, -2)).slice(-2)
  const coming = holidays(dayFrom(now, 2), dayFrom(now, 120)).slice(0, 1)
  return [
    ...past.map((holiday) => holidayClosure(holiday, holiday.day.subtract({ days: 9 }))),
    paymentMove(dayFrom(now, -45)),
    storm(shopDayFrom(now, -19)),
    searchMove(dayFrom(now, -10)),
    stocktaking(shopDayFrom(now, 4), dayFrom(now, -3)),
    routing(dayFrom(now, 1), dayFrom(now, -2)),
    ...coming.map((holiday) => holidayClosure(holiday, dayFrom(now, -1))),
  ]
}

const until = (from: Temporal.PlainDate, starts: string, to: Temporal.PlainDate, ends: string) =>
  windowOf(`${from}T${starts}`, `${to}T${ends}`, ZONE)

function holidayClosure({ name, day }: Holiday, told: Temporal.PlainDate): Telling {
  const next = day.add({ days: 1 })
  return {
    slug: `holiday-${day}`,
    kind: 'closure',
    author: 'helena',
    title: `${name}: shops and phone closed`,
    at: clock(told, '10:00'),
    state: 'scheduled',
    components: ['ourique', 'graca', 'cascais', 'phone'],
    fields: {
      reason: 'holiday',
      window: until(day, '00:00', next, '00:00'),
      stillWorks: 'Web shop and app take orders all day. Deliveries start again the morning after.',
    },
    body: `Our three shops and the phone line stay closed on ${spoken(day)}, so that everybody here has the day with their family. The last deliveries go out the evening before; we are back on ${spoken(next)} at the usual hour.`,
  }
}

function paymentMove(day: Temporal.PlainDate): Telling {
  return {
    slug: 'payment-move',
    kind: 'closure',
    author: 'tiago',
    title: 'Payment moves to a second data centre',
    at: clock(day.subtract({ days: 6 }), '11:30'),
    state: 'scheduled',
    components: ['payment'],
    fields: {
      reason: 'maintenance',
      window: until(day, '02:00', day, '04:00'),
      stillWorks: 'You can fill a basket and choose a slot. Only the last step, paying, waits until four.',
    },
    body: 'Between two and four in the night you cannot pay. Afterwards payment runs in two places at once, so that one of them can fail without your noticing. We chose the two hours in which the fewest people order: eleven, on a usual night.',
    later: [
      {
        at: clock(day, '03:20'),
        state: 'verifying',
        body: 'Both places are running. We are paying for our own groceries from each of them, to be sure.',
      },
      {
        at: clock(day, '03:45'),
        state: 'completed',
        body: 'Done a quarter of an hour early. You can pay again.',
      },
    ],
  }
}

function storm(day: Temporal.PlainDate): Telling {
  return {
    slug: 'storm',
    kind: 'closure',
    author: 'helena',
    title: 'Storm warning: Cascais closes early',
    at: clock(day, '11:15'),
    state: 'scheduled',
    components: ['cascais'],
    fields: {
      reason: 'weather',
      window: until(day, '14:00', day.add({ days: 1 }), '09:00'),
      stillWorks:
        'Both Lisbon shops are open until 21:00. Deliveries in Cascais before 14:00 come as booked.',
    },
    body: 'The weather service has given a red warning for the coast from 15:00. We close Cascais at 14:00, so that customers and colleagues are home before it. If your delivery was booked for this afternoon, we have moved it to tomorrow morning and sent you the new hour; answer that message if it does not suit you.',
  }
}

function searchMove(day: Temporal.PlainDate): Telling {
  return {
    slug: 'search-move',
    kind: 'closure',
    author: 'tiago',
    title: 'Web shop and app rest for an hour: new search',
    at: clock(day.subtract({ days: 5 }), '15:00'),
    state: 'scheduled',
    components: ['shop', 'app'],
    fields: {
      reason: 'maintenance',
      window: until(day, '05:00', day, '06:00'),
      stillWorks: 'Orders that you have placed are picked and delivered as usual. The API works.',
    },
    body: 'On that morning web shop and app are away from five to six. We are changing the search engine underneath them, and would rather be away for an hour than show you half a catalogue.',
    later: [
      {
        at: clock(day, '05:40'),
        state: 'verifying',
        body: 'The new search finds all 8,214 products. We are comparing its answers with yesterday’s before we open.',
      },
      { at: clock(day, '05:55'), state: 'completed', body: 'Open again. Try “something for soup”.' },
    ],
  }
}

function stocktaking(day: Temporal.PlainDate, told: Temporal.PlainDate): Telling {
  return {
    slug: 'stocktaking',
    kind: 'closure',
    author: 'helena',
    title: 'Graça closes at noon for stocktaking',
    at: clock(told, '09:30'),
    state: 'scheduled',
    components: ['graca'],
    fields: {
      reason: 'other',
      window: until(day, '12:00', day, '21:00'),
      stillWorks: 'Campo de Ourique, at the other end of tram 28, is open until 21:00.',
      remindMinutes: 1440,
    },
    body: `On ${spoken(day)} we count every jar in Graça, from noon on. Come in the morning: what is fresh goes at half price from 11:00, because we would rather you ate it than we counted it.`,
  }
}

function routing(day: Temporal.PlainDate, told: Temporal.PlainDate): Telling {
  return {
    slug: 'routing',
    kind: 'closure',
    author: 'tiago',
    title: 'Delivery slots cannot be changed for an hour',
    at: clock(told, '16:00'),
    state: 'scheduled',
    components: ['slots', 'tracking'],
    fields: {
      reason: 'maintenance',
      window: until(day, '22:30', day, '23:30'),
      stillWorks: 'You can order and pay, and see the slots that you have booked.',
      // The reminder of a demo begun at any hour of today lies ahead of it.
      remindMinutes: 600,
    },
    body: `On ${spoken(day)}, from 22:30 to 23:30, slots cannot be booked or changed, and the map stands still. We are giving route planning more room before the weeks in which most of you order most.`,
  }
}

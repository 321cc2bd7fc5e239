import type { Times } from './index.ts'

export const de: Times = {
  today: 'Heute',
  yesterday: 'Gestern',
  dayAndTime: (day, time) => `${day}, ${time}`,
  untilTime: (time) => `bis ${time} Uhr`,
  untilTomorrow: (time) => `bis morgen, ${time} Uhr`,
  untilWeekday: ({ long }, time) => `bis ${long}, ${time} Uhr`,
  untilDate: (day, time) => `bis ${day}, ${time} Uhr`,
  untilMidnight: 'bis Mitternacht',
  untilEndOfWeekday: (long) => `bis ${long}, 24:00 Uhr`,
  untilEndOfDate: (day) => `bis ${day}, 24:00 Uhr`,
  fromTo: (from, to) => `${from} bis ${to}`,
  fromToEndOf: (from, day) => `${from} bis ${day}, 24:00`,
  allDay: (days) => `${days}, ganztägig`,
  days: (from, to, number) => `${number === undefined ? from : `${number}.`} bis ${to}`,
  underAMinute: 'weniger als 1 Min.',
  minutes: (count) => `${count} Min.`,
  hours: (count) => `${count} Std.`,
  wholeDays: (count) => `${count} ${count === 1 ? 'Tag' : 'Tage'}`,
  both: (large, small) => `${large} ${small}`,
  forYou: ', {} bei Ihnen',
}

import type { Times } from './index.ts'

export const fr: Times = {
  today: 'Aujourd’hui',
  yesterday: 'Hier',
  dayAndTime: (day, time) => `${day}, ${time}`,
  untilTime: (time) => `jusqu’à ${time}`,
  untilTomorrow: (time) => `jusqu’à demain, ${time}`,
  untilWeekday: ({ long }, time) => `jusqu’à ${long}, ${time}`,
  untilDate: (day, time) => `jusqu’au ${day}, ${time}`,
  untilMidnight: 'jusqu’à minuit',
  untilEndOfWeekday: (long) => `jusqu’à ${long} inclus`,
  untilEndOfDate: (day) => `jusqu’au ${day} inclus`,
  fromTo: (from, to) => `${from} – ${to}`,
  fromToEndOf: (from, day) => `${from} – ${day}, 24:00`,
  allDay: (days) => `${days}, toute la journée`,
  days: (from, to, number) => `du ${number ?? from} au ${to}`,
  underAMinute: 'moins d’une minute',
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  wholeDays: (count) => `${count} ${count < 2 ? 'jour' : 'jours'}`,
  both: (large, small) => `${large} ${small}`,
  forYou: ', {} chez vous',
}

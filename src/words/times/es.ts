import type { Times } from './index.ts'

/** “la 1:30”, “las 18:00”. */
const at = (time: string) => `${time.startsWith('1:') ? 'la' : 'las'} ${time}`

export const es: Times = {
  today: 'Hoy',
  yesterday: 'Ayer',
  dayAndTime: (day, time) => `${day}, ${time}`,
  untilTime: (time) => `hasta ${at(time)}`,
  untilTomorrow: (time) => `hasta mañana a ${at(time)}`,
  untilWeekday: ({ long }, time) => `hasta el ${long} a ${at(time)}`,
  untilDate: (day, time) => `hasta el ${day}, ${time}`,
  untilMidnight: 'hasta medianoche',
  untilEndOfWeekday: (long) => `hasta el ${long} inclusive`,
  untilEndOfDate: (day) => `hasta el ${day} inclusive`,
  fromTo: (from, to) => `${from} – ${to}`,
  fromToEndOf: (from, day) => `${from} – ${day}, 24:00`,
  allDay: (days) => `${days}, todo el día`,
  days: (from, to, number) => `del ${number ?? from} al ${to}`,
  underAMinute: 'menos de un minuto',
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  wholeDays: (count) => `${count} ${count === 1 ? 'día' : 'días'}`,
  both: (large, small) => `${large} y ${small}`,
  forYou: ', {} en su zona',
}
